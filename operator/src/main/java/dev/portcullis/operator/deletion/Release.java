package dev.portcullis.operator.deletion;

import dev.portcullis.wording.NameList;
import java.time.Duration;
import java.util.List;

/** The decision whether a deleted object may go. */
public sealed interface Release {

    /** No pod names its file. */
    record Now() implements Release {}

    /**
     * It is not known yet.
     *
     * @param again when to ask again
     */
    record Later(Duration again) implements Release {}

    /**
     * It has to stay.
     *
     * @param holding the reason
     * @param again when to ask again
     */
    record Held(Holding holding, Duration again) implements Release {}

    /**
     * The reason why an object has to stay.
     *
     * @param known true when pods were found that use its file; false when the pods could not be listed
     * @param reason one CamelCase word
     * @param message for a person
     */
    record Holding(boolean known, String reason, String message) {

        /** Names the pods, as {@code NAMESPACE/NAME}, that use the file. */
        public static Holding by(List<String> pods) {
            return new Holding(
                    true,
                    "UsedByPods",
                    "deleted, but its file stays while it is used by "
                            + (pods.size() == 1 ? "the pod " : pods.size() + " pods: ") + NameList.of(pods));
        }

        /** The pods could not be listed. */
        public static Holding unknown(String error) {
            return new Holding(
                    false,
                    "PodsNotListed",
                    "deleted, but its file stays while it is not known whether pods use it: they cannot be listed: "
                            + error);
        }
    }
}
