package dev.portcullis.operator.client;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/** Reads whole SeccompProfiles, one at a time: what a watch has just brought, or else from the API server. */
public final class WholeProfiles {

    private static final String PATH = "apis/portcullis.dev/v1/seccompprofiles/";

    private final KubernetesClient client;
    private final UnsievedReads reads;
    private final FreshSpecs fresh;
    private final Function<String, Optional<SeccompProfile>> known;

    /**
     * A reader of whole profiles.
     *
     * @param known finds a profile, without its rules, in the cache that the watch fills
     */
    public WholeProfiles(KubernetesClient client, FreshSpecs fresh, Function<String, Optional<SeccompProfile>> known) {
        this.client = client;
        this.fresh = fresh;
        this.known = known;
        this.reads = new UnsievedReads(client);
    }

    /**
     * The profile in the generation that is known, or as it is now; empty when there is none.
     *
     * @param allowance how much may be read
     * @throws Allowance.Exceeded when the profile is larger; the rest of it is not read
     * @throws KubernetesClientException when the API server does not return it
     */
    public Optional<SeccompProfile> read(String name, Allowance allowance) {
        Optional<SeccompProfile> profile = known.apply(name);
        Optional<String> spec = profile.flatMap(fresh::take);
        if (spec.isPresent()) {
            allowance.use(spec.get().length());
            return profile.map(found -> whole(found, spec.get()));
        }
        return get(name, allowance);
    }

    private SeccompProfile whole(SeccompProfile known, String spec) {
        SeccompProfile whole = new SeccompProfile();
        whole.setMetadata(known.getMetadata());
        whole.setSpec(client.getKubernetesSerialization().unmarshal(spec, SeccompProfileSpec.class));
        return whole;
    }

    private Optional<SeccompProfile> get(String name, Allowance allowance) {
        try {
            return reads.find(PATH + name, "SeccompProfile " + name, body -> client.getKubernetesSerialization()
                    .unmarshal(new Metered(body, allowance), SeccompProfile.class));
        } catch (RuntimeException e) {
            // The parser wraps the exception that stopped it.
            throw allowance.isExceeded() ? new Allowance.Exceeded() : e;
        }
    }

    /** Counts the bytes read, and stops at the limit. */
    private static final class Metered extends FilterInputStream {

        private final Allowance allowance;

        Metered(InputStream body, Allowance allowance) {
            super(body);
            this.allowance = allowance;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            allowance.use(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            allowance.use(Math.max(read, 0));
            return read;
        }
    }
}
