package dev.portcullis.source;

import java.util.List;

/** What a text turned out to be. */
public sealed interface Imported permits Trace, Document {

    /** What deserves a look although the text could be used. */
    List<Note> notes();
}
