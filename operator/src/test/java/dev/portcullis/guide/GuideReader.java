package dev.portcullis.guide;

import dev.portcullis.guide.Guide.Option;
import dev.portcullis.guide.Guide.Place;
import dev.portcullis.guide.Guide.StandIn;
import dev.portcullis.guide.Guide.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a page of the documentation as something to do. */
final class GuideReader {

    private static final Pattern DIRECTIVE = Pattern.compile("<!-- docs-test: ?(.*?)-->", Pattern.DOTALL);
    private static final Pattern IMAGE = Pattern.compile("image (\\S+) from (.*?)(?: runs (.*))?");
    private static final String FENCE = "```";

    private final String page;
    private final List<String> lines;
    private int next;

    private Optional<Place> place = Optional.empty();
    private final List<Option> options = new ArrayList<>();
    private final List<StandIn> images = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    private boolean carriedOut;
    private boolean skips;
    private boolean fails;
    private Optional<String> file = Optional.empty();

    private GuideReader(String page, String content) {
        this.page = page;
        lines = content.lines().toList();
    }

    /** What a page has to be carried out; nothing if it asks for nothing. */
    static Optional<Guide> read(String page, String content) {
        GuideReader reader = new GuideReader(page, content);
        reader.readAll();
        return reader.place.map(place -> new Guide(page, place, reader.options, reader.images, reader.steps));
    }

    private void readAll() {
        while (next < lines.size()) {
            String line = lines.get(next);
            if (line.strip().startsWith("<!-- docs-test:")) {
                readDirective();
            } else if (line.strip().startsWith(FENCE)) {
                readBlock();
            } else {
                next++;
            }
        }
        if (skips || fails || file.isPresent()) {
            throw wrong("no block follows the last docs-test comment");
        }
    }

    private void readDirective() {
        int begin = next;
        StringBuilder text = new StringBuilder(lines.get(next++).strip());
        while (text.indexOf("-->") < 0 && next < lines.size()) {
            text.append('\n').append(lines.get(next++).stripTrailing());
        }
        Matcher directive = DIRECTIVE.matcher(text);
        if (!directive.matches()) {
            throw wrong("a docs-test comment does not end");
        }
        obey(begin + 1, directive.group(1).strip());
    }

    private void obey(int line, String order) {
        String verb = order.split("[\\s,]", 2)[0];
        String rest = order.substring(verb.length()).strip();
        switch (verb) {
            case "local", "node" -> begin(order);
            case "end" -> carriedOut = false;
            case "image" -> images.add(standIn(order));
            case "skip" -> {
                if (rest.isEmpty()) {
                    throw wrong("skip needs a reason");
                }
                skips = true;
            }
            case "fails" -> fails = true;
            case "file" -> file = Optional.of(rest);
            case "run" -> steps.add(new Step(line, rest + "\n", List.of(), true));
            default -> throw wrong("docs-test knows no " + verb);
        }
    }

    private void begin(String order) {
        String[] words = order.split(",\\s*", -1);
        Place asked = Place.valueOf(words[0].toUpperCase(Locale.ROOT));
        if (place.isPresent() && place.get() != asked) {
            throw wrong("a page is carried out at one place");
        }
        place = Optional.of(asked);
        for (int i = 1; i < words.length; i++) {
            options.add(Option.valueOf(words[i].toUpperCase(Locale.ROOT)));
        }
        carriedOut = true;
    }

    private StandIn standIn(String order) {
        Matcher image = IMAGE.matcher(order);
        if (!image.matches()) {
            throw wrong("write: image NAME from SOURCE [runs COMMAND]");
        }
        String command = Optional.ofNullable(image.group(3)).orElse("");
        return new StandIn(image.group(1), words(image.group(2)), words(command));
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    private void readBlock() {
        String opening = lines.get(next);
        int margin = opening.indexOf(FENCE);
        String language = opening.strip().substring(FENCE.length());
        int first = ++next;
        List<String> block = new ArrayList<>();
        while (next < lines.size() && !lines.get(next).strip().equals(FENCE)) {
            String line = lines.get(next++);
            block.add(line.substring(
                    Math.min(margin, line.length() - line.stripLeading().length())));
        }
        next++;
        if (carriedOut && !skips) {
            add(first + 1, language, block);
        }
        skips = false;
        fails = false;
        file = Optional.empty();
    }

    private void add(int line, String language, List<String> block) {
        if (file.isPresent()) {
            String text = String.join("\n", block);
            steps.add(new Step(
                    line, "cat > " + file.get() + " <<'END-OF-FILE'\n" + text + "\nEND-OF-FILE\n", List.of(), true));
        } else if (language.equals("sh")) {
            steps.add(new Step(line, String.join("\n", block) + "\n", List.of(), !fails));
        } else if (language.equals("console")) {
            addCommands(line, block);
        }
    }

    /** Commands follow a prompt, further lines of them a backslash or a second prompt; everything else is output. */
    private void addCommands(int firstLine, List<String> block) {
        int i = 0;
        while (i < block.size()) {
            int line = firstLine + i;
            if (!block.get(i).startsWith("$ ")) {
                throw wrong("line " + line + ": a console block begins with a command, after \"$ \"");
            }
            StringBuilder script = new StringBuilder(block.get(i++).substring(2)).append('\n');
            while (i < block.size()
                    && (script.toString().endsWith("\\\n") || block.get(i).startsWith("> "))) {
                script.append(block.get(i++).replaceFirst("^> ", "")).append('\n');
            }
            List<String> output = new ArrayList<>();
            while (i < block.size() && !block.get(i).startsWith("$ ")) {
                output.add(block.get(i++));
            }
            steps.add(new Step(line, script.toString(), output, !(fails && i == block.size())));
        }
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(page + ": " + what);
    }
}
