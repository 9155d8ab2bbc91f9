package dev.portcullis.stream;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** A refusal by the API server: a Status, of which only the code and the message count. */
public final class Refusal {

    private int code;
    private String message = "no reason was given";

    private Refusal() {}

    /** Reads the Status at which the parser stands; of anything else nothing is known. */
    public static Refusal read(JsonParser status) throws IOException {
        Refusal refusal = new Refusal();
        JsonTokens.fields(status, refusal::field);
        return refusal;
    }

    /** The HTTP status that belongs to it; 0 when it was not given. */
    public int code() {
        return code;
    }

    /** The words for a person. */
    public String message() {
        return message;
    }

    private void field(String field, JsonParser value) throws IOException {
        switch (field) {
            case "code" -> code = value.getValueAsInt();
            case "message" -> {
                String text = JsonTokens.text(value);
                if (text != null) {
                    message = text;
                }
            }
            default -> {}
        }
    }
}
