package dev.portcullis.comparison;

import dev.portcullis.wording.DnsSubdomain;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which objects a ceiling is for.
 *
 * @param ceiling the name of the profile that is the ceiling, and never above itself
 * @param exempt the names of profiles that may allow more, of policies, each after {@value #POLICY}, and of
 *     observations, each after {@value #OBSERVATION}
 */
public record CeilingScope(String ceiling, Set<String> exempt) {

    /** The beginning of a policy's name among the exempt ones. */
    public static final String POLICY = "policy/";

    /** The beginning of an observation's name there. */
    public static final String OBSERVATION = "observed/";

    /** Copies what it is given. */
    public CeilingScope {
        exempt = new TreeSet<>(exempt);
    }

    /** Returns whether a text can be among the exempt ones. */
    public static boolean isName(String text) {
        for (String start : List.of(POLICY, OBSERVATION)) {
            if (text.startsWith(start)) {
                return DnsSubdomain.matches(text.substring(start.length()));
            }
        }
        return DnsSubdomain.matches(text);
    }

    /** Returns whether a profile may not allow more. */
    public boolean holdsProfile(String name) {
        return !name.equals(ceiling) && !exempt.contains(name);
    }

    /** Returns whether the profile of a policy may not allow more. */
    public boolean holdsPolicy(String name) {
        return !exempt.contains(POLICY + name);
    }

    /** Returns whether what an observation lets through may not be more. */
    public boolean holdsObservation(String name) {
        return !exempt.contains(OBSERVATION + name);
    }
}
