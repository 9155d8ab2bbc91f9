package dev.portcullis.cli.imports;

import dev.portcullis.dialect.PeerInstallation.Profile;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names that profiles of another operator get here, where they have no namespace. A name that several namespaces use for
 * different profiles becomes {@code NAMESPACE.NAME}; no other name can be that, because a namespace has no dot.
 */
final class InstallationNames {

    private final Map<String, Profile> byFile = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    /** The names of profiles of which each has a file of its own. */
    InstallationNames(List<Profile> profiles) {
        profiles.forEach(profile -> byFile.put(profile.localhostProfile(), profile));
        profiles.stream()
                .collect(Collectors.groupingBy(Profile::name, LinkedHashMap::new, Collectors.toList()))
                .forEach((name, all) -> all.forEach(
                        one -> names.put(one.localhostProfile(), isOne(all) ? name : one.namespace() + "." + name)));
    }

    private static boolean isOne(List<Profile> all) {
        return all.size() == 1
                || all.stream()
                        .allMatch(one -> one.spec().baseProfiles() == null
                                && one.spec().equals(all.getFirst().spec()));
    }

    /** The profile that a namespace means by a name. */
    Optional<Profile> find(String namespace, String name) {
        String file = name + (name.endsWith(".json") ? "" : ".json");
        return Optional.ofNullable(byFile.get("operator/" + namespace + "/" + file))
                .or(() -> Optional.ofNullable(byFile.get("operator/" + file)));
    }

    /** The profile in the file that a pod names. */
    Optional<Profile> ofFile(String localhostProfile) {
        return Optional.ofNullable(byFile.get(localhostProfile));
    }

    /** The name of a profile here. */
    String of(Profile profile) {
        return names.getOrDefault(profile.localhostProfile(), profile.name());
    }

    /** The profiles that one is built on, the nearest first. */
    Set<Profile> bases(Profile profile) {
        Set<Profile> bases = new LinkedHashSet<>();
        Optional<Profile> next = base(profile);
        while (next.isPresent() && bases.add(next.get())) {
            next = base(next.get());
        }
        return bases;
    }

    private Optional<Profile> base(Profile profile) {
        return Optional.ofNullable(profile.spec().baseProfiles())
                .flatMap(bases -> find(profile.namespace(), bases.getFirst()));
    }
}
