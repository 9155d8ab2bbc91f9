package dev.portcullis.cli.imports;

import dev.portcullis.dialect.PeerInstallation;
import dev.portcullis.dialect.PeerInstallation.Binding;
import dev.portcullis.dialect.PeerInstallation.Profile;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.manifest.Problem;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Renderer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes here of an installation of the security-profiles-operator.
 *
 * @param objects those that take the place of its own
 * @param diagnostics what it did and these do not, and where to look twice
 */
record ImportedInstallation(List<ImportedObject> objects, List<Diagnostic> diagnostics) {

    private static final String SECCOMP = "SeccompProfile";
    private static final String NO_OTHER_MODULES =
            "Portcullis knows seccomp and capabilities only; keep the security-profiles-operator for this";

    /** The kinds that have no counterpart, and what to do about each. */
    private static final Map<String, String> WITHOUT_COUNTERPART = Map.of(
            "SelinuxProfile",
            NO_OTHER_MODULES,
            "RawSelinuxProfile",
            NO_OTHER_MODULES,
            "AppArmorProfile",
            NO_OTHER_MODULES,
            "ProfileRecording",
            "a ProfileObservation of the same pods records them (docs/observing.md)");

    static ImportedInstallation of(PeerInstallation peer, Renderer renderer) {
        Import made = new Import(renderer, new ArrayList<>(), new ArrayList<>());
        made.add(peer);
        return new ImportedInstallation(List.copyOf(made.objects), List.copyOf(made.diagnostics));
    }

    private record Import(Renderer renderer, List<ImportedObject> objects, List<Diagnostic> diagnostics) {

        void add(PeerInstallation peer) {
            List<Profile> profiles = once(peer.profiles());
            InstallationNames names = new InstallationNames(profiles);
            bindings(peer.bindings(), names, profiles(profiles, names));
            peer.others().forEach(this::other);
            peer.strangers().forEach(object -> diagnostics.addAll(new ForeignFiles(names).in(object)));
        }

        /** Without those that are there twice, with an error where the two differ. */
        private List<Profile> once(List<Profile> profiles) {
            Map<String, Profile> byFile = new LinkedHashMap<>();
            for (Profile profile : profiles) {
                Profile first = byFile.putIfAbsent(profile.localhostProfile(), profile);
                if (first != null && !first.spec().equals(profile.spec())) {
                    leftOut(
                            profile.object(),
                            "another one of this name is in " + first.object().file());
                }
            }
            return List.copyOf(byFile.values());
        }

        /** Adds the profiles that can be used, and returns their names. */
        private Set<String> profiles(List<Profile> profiles, InstallationNames names) {
            Set<String> usable = new HashSet<>();
            Map<String, Profile> byName = new LinkedHashMap<>();
            profiles.forEach(profile -> byName.putIfAbsent(names.of(profile), profile));
            for (Profile origin : byName.values()) {
                InstallationProfile profile = InstallationProfile.of(origin, names, renderer);
                diagnostics.addAll(profile.diagnostics());
                if (profile.usable()) {
                    usable.add(profile.name());
                    objects.add(new ImportedObject(
                            "pods name " + Rendition.localhostProfile(profile.name()) + " instead of "
                                    + origin.localhostProfile(),
                            ProfileWriter.tree(profile.name(), profile.spec())));
                }
            }
            return usable;
        }

        private void bindings(List<Binding> bindings, InstallationNames names, Set<String> usable) {
            Map<String, Binding> byTarget = new HashMap<>();
            for (Binding binding : bindings) {
                Optional<String> profile = names.find(binding.namespace(), binding.profile())
                        .map(names::of)
                        .filter(usable::contains);
                if (!binding.profileKind().equals(SECCOMP)) {
                    leftOut(binding.object(), NO_OTHER_MODULES);
                } else if (binding.namespace().isEmpty()) {
                    leftOut(binding.object(), "has no namespace: write metadata.namespace, or print it with -o yaml");
                } else if (profile.isEmpty()) {
                    leftOut(
                            binding.object(),
                            "its SeccompProfile " + binding.profile() + " is not among the sources, or cannot be used");
                } else {
                    Binding first = byTarget.putIfAbsent(target(binding), binding);
                    if (first == null) {
                        bound(new ImportedBinding(binding, profile.get()));
                    } else {
                        leftOut(
                                binding.object(),
                                "ProfileBinding " + first.namespace() + "/" + first.name()
                                        + " is for the same pods, and which of the two holds is chance; keep one");
                    }
                }
            }
        }

        private void bound(ImportedBinding imported) {
            try {
                objects.addAll(imported.objects());
            } catch (IllegalArgumentException e) {
                leftOut(imported.binding().object(), String.valueOf(e.getMessage()));
            }
        }

        private static String target(Binding binding) {
            return binding.namespace() + " " + binding.image().orElse("*") + " "
                    + binding.podSelector().map(String::valueOf).orElse("");
        }

        private void other(KubernetesObject object) {
            String kind = object.reference().kind();
            String advice = WITHOUT_COUNTERPART.get(kind);
            if (advice != null) {
                leftOut(object, advice);
            } else if (kind.equals(SECCOMP)) {
                passedOver(object, "a part of a recording that is still to be merged");
            } else if (kind.equals("SecurityProfilesOperatorDaemon")) {
                passedOver(object, "these settings are of the other operator's own daemon");
            }
        }

        private void leftOut(KubernetesObject object, String why) {
            diagnostics.add(
                    object.diagnostic(Diagnostic.Level.ERROR, Problem.LEFT_OUT.code(), "", "is left out: " + why));
        }

        private void passedOver(KubernetesObject object, String why) {
            diagnostics.add(
                    object.diagnostic(Diagnostic.Level.WARNING, Problem.OTHER_KIND.code(), "", "passed over: " + why));
        }
    }
}
