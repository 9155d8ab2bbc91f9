package dev.portcullis.manifest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the places of locations such as {@code spec.syscalls[3].args[0].op}. */
final class Location {

    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d{1,9})\\]");

    private Location() {}

    /** The place of a location in a tree; of a part that is not there, the place of what should hold it. */
    static Place place(Tree tree, String location) {
        Tree at = tree;
        Place place = tree.place();
        Matcher step = STEP.matcher(location);
        while (step.find()) {
            String index = step.group(2);
            if (at instanceof Tree.Sequence sequence
                    && index != null
                    && Integer.parseInt(index) < sequence.items().size()) {
                at = sequence.items().get(Integer.parseInt(index));
                place = at.place();
                continue;
            }
            Tree.Member member = at instanceof Tree.Mapping mapping && index == null
                    ? mapping.members().get(step.group(1))
                    : null;
            if (member == null) {
                return place;
            }
            at = member.value();
            place = member.place();
        }
        return place;
    }
}
