package dev.portcullis.cli;

import dev.portcullis.seccomp.Rendering;
import java.util.Map;

/** What a reader of a document should know that the document itself cannot say. */
final class Notes {

    private Notes() {}

    /** A line for each thing; empty when there is none. */
    static String of(Map<String, Rendering.Rendered> documents) {
        StringBuilder notes = new StringBuilder();
        documents.forEach((name, rendered) -> {
            if (!rendered.variants().isEmpty()) {
                notes.append(name)
                        .append(": the document is another one on nodes of ")
                        .append(String.join(", ", rendered.variants().keySet()))
                        .append("; give --arch to see it\n");
            }
            if (rendered.minKernel() != null) {
                notes.append(name)
                        .append(": the document is for Linux ")
                        .append(rendered.minKernel())
                        .append(" and newer; agents on older nodes refuse it\n");
            }
        });
        return notes.toString();
    }
}
