package dev.portcullis.manifest.check;

import dev.portcullis.api.ProfileObservation;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Problem;
import java.util.ArrayList;
import java.util.List;

/** Finds in a ProfileObservation what the API server refuses by the CRD's rules in CEL. */
final class ObservationCheck {

    private ObservationCheck() {}

    /** Checks a spec of whatever form. */
    static List<Diagnostic> of(Manifest manifest, Node spec) {
        List<Diagnostic> diagnostics = new ArrayList<>(PolicyCheck.ofSelectors(manifest, spec));
        String name = manifest.name();
        if (name.length() > ProfileObservation.MAX_NAME_LENGTH || name.contains(".")) {
            diagnostics.add(manifest.diagnostic(
                    Diagnostic.Level.ERROR,
                    Problem.INVALID_NAME.code(),
                    "metadata.name",
                    "the name of an observation has at most " + ProfileObservation.MAX_NAME_LENGTH
                            + " characters and no dots, because NodeObservations are named after it and the node"));
        }
        if (spec.text("response").filter("Deny"::equals).isPresent()
                && spec.text("seccompProfile")
                        .filter(profile -> !profile.isEmpty())
                        .isEmpty()) {
            diagnostics.add(manifest.diagnostic(
                    Diagnostic.Level.ERROR,
                    Problem.CONTRADICTION.code(),
                    "spec.response",
                    "Deny answers as a profile says; name it in seccompProfile, or write Allow"));
        }
        return diagnostics;
    }
}
