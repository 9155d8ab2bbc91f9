package dev.portcullis.wording;

import java.util.regex.Pattern;

/**
 * A DNS subdomain (RFC 1123), as Kubernetes wants names of most objects (apimachinery, IsDNS1123Subdomain). How long one
 * may be differs with its use, so the caller says.
 */
public final class DnsSubdomain {

    /** For patterns of which a subdomain is a part. */
    public static final String REGEX = "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

    private static final Pattern PATTERN = Pattern.compile(REGEX);

    private DnsSubdomain() {}

    /** Returns whether a text has this form. */
    public static boolean matches(String text) {
        return PATTERN.matcher(text).matches();
    }
}
