package dev.portcullis.seccomp;

import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Gathers what observers are not told of, from the documents of one observation. */
final class ObservationWarnings {

    private final SortedSet<String> inexact = new TreeSet<>();
    private final SortedSet<String> actions = new TreeSet<>();

    /**
     * Looks at another document.
     *
     * @param filter what the profile becomes without the observation
     */
    void look(Filter filter, ObservedFilter.Observed observed, Observing how) {
        inexact.addAll(observed.untold());
        if (!how.letsThrough()) {
            add(filter.defaultVerdict());
            filter.rules().forEach(rule -> add(rule.verdict()));
        }
    }

    private void add(Verdict verdict) {
        switch (verdict.action()) {
            case KILL_PROCESS, KILL_THREAD, TRAP, TRACE ->
                actions.add(verdict.action().ociName());
            case ERRNO, ALLOW, LOG, NOTIFY -> {}
        }
    }

    List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        if (!actions.isEmpty()) {
            all.add(new Finding(
                    Finding.Code.NOT_TOLD,
                    "spec.response",
                    "Deny: calls that the profile answers with " + NameList.of(actions)
                            + " get that answer and are not told, because an observer can return an errno alone; observe a"
                            + " profile with SCMP_ACT_ERRNO, or with response: Allow"));
        }
        if (!inexact.isEmpty()) {
            all.add(new Finding(
                    Finding.Code.NOT_TOLD,
                    "spec.seccompProfile",
                    "what the profile denies of " + NameList.of(inexact)
                            + " is denied and not told: libseccomp cannot tell it from what the profile allows; use fewer or"
                            + " simpler conditions, or response: Allow"));
        }
        return all;
    }
}
