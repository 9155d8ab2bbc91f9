package dev.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Paint;
import dev.portcullis.cli.report.Report;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** What a checkup showed: for people, worst last, where they look; and for scripts. */
final class SymptomsText {

    private static final int LEVEL = 9;

    private SymptomsText() {}

    static String of(List<Symptom> symptoms, Ansi ansi) {
        StringBuilder text = new StringBuilder();
        symptoms.stream().sorted(Comparator.comparing(Symptom::level)).forEach(symptom -> symptom(symptom, ansi, text));
        long errors = count(symptoms, Symptom.Level.ERROR);
        long warnings = count(symptoms, Symptom.Level.WARNING);
        String summary = errors + warnings == 0
                ? "nothing is wrong"
                : Report.counted(errors, "error") + ", " + Report.counted(warnings, "warning");
        Paint paint = errors > 0 ? Paint.BAD : warnings > 0 ? Paint.WAITING : Paint.GOOD;
        return text.append(paint.on(summary, ansi)).append('\n').toString();
    }

    private static void symptom(Symptom symptom, Ansi ansi, StringBuilder text) {
        String word = symptom.level().word();
        text.append(paint(symptom.level()).on(word, ansi))
                .append(" ".repeat(LEVEL - word.length()))
                .append(Console.oneLine(symptom.statement()))
                .append(Paint.FAINT.on(" [" + symptom.code() + "]", ansi))
                .append('\n');
        if (!symptom.advice().isEmpty()) {
            text.append(" ".repeat(LEVEL))
                    .append(Console.oneLine(symptom.advice()))
                    .append('\n');
        }
    }

    static ObjectNode json(List<Symptom> symptoms) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("errors", count(symptoms, Symptom.Level.ERROR));
        json.put("warnings", count(symptoms, Symptom.Level.WARNING));
        ArrayNode all = json.putArray("symptoms");
        symptoms.forEach(symptom -> all.addObject()
                .put("level", symptom.level().word())
                .put("code", symptom.code())
                .put("statement", symptom.statement())
                .put("advice", symptom.advice()));
        return json;
    }

    private static long count(List<Symptom> symptoms, Symptom.Level level) {
        return symptoms.stream().filter(symptom -> symptom.level() == level).count();
    }

    private static Paint paint(Symptom.Level level) {
        return switch (level) {
            case OK -> Paint.GOOD;
            case NOTE -> Paint.FAINT;
            case WARNING -> Paint.WAITING;
            case ERROR -> Paint.BAD;
        };
    }
}
