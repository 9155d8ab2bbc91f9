package dev.portcullis.cli.why;

import dev.portcullis.cli.fleet.AgentState;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.rendition.Subject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pod depends on.
 *
 * @param objects the objects whose files it names, those that are there
 * @param names the names of all profiles
 * @param node the report of its node; null without one
 * @param agent the agent's pod on its node; null when there is none, or it may not be read
 */
record Surroundings(
        Map<Subject, FleetObject> objects,
        List<String> names,
        @Nullable FleetNode node,
        @Nullable AgentState agent) {}
