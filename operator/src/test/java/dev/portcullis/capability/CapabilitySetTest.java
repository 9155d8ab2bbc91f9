package dev.portcullis.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilitySetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "0000000000000000 | ''",
                "0000000000000400 | cap_net_bind_service",
                "00000000800405fb | cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,cap_setgid,cap_setuid,"
                        + "cap_setpcap,cap_net_bind_service,cap_sys_chroot,cap_setfcap",
                "00000000a80425fb | cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,cap_setgid,cap_setuid,"
                        + "cap_setpcap,cap_net_bind_service,cap_net_raw,cap_sys_chroot,cap_mknod,cap_audit_write,"
                        + "cap_setfcap",
                "00000000000005fb | cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,cap_setgid,cap_setuid,"
                        + "cap_setpcap,cap_net_bind_service",
                "0000010000000000 | cap_checkpoint_restore",
                "8000020000000001 | cap_chown,41,63"
            })
    void masksAreTranslatedBothWays(String hex, String names) {
        CapabilitySet set = CapabilitySet.parse(hex).orElseThrow();
        assertThat(set.hex()).isEqualTo(hex);
        assertThat(set.decoded()).isEqualTo("0x" + hex + "=" + names);
        assertThat(CapabilitySet.of(set.capabilities())).isEqualTo(set.intersect(CapabilitySet.ALL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"400", "0x400", "0X400", "0x0000000000000400", "00000000000000000000400"})
    void masksAreReadInEveryForm(String hex) {
        assertThat(CapabilitySet.parse(hex)).contains(CapabilitySet.of(Capability.NET_BIND_SERVICE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "g", "-1", "+1", " 1", "1ffffffffffffffff", "0x0x1", "cap_chown"})
    void textsThatAreNoMaskAreRefused(String text) {
        assertThat(CapabilitySet.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NET_BIND_SERVICE",
                "CAP_NET_BIND_SERVICE",
                "net_bind_service",
                "cap_net_bind_service",
                "Cap_Net_bind_SERVICE"
            })
    void namesAreReadInEveryForm(String name) {
        assertThat(Capability.parse(name)).contains(Capability.NET_BIND_SERVICE);
        assertThat(CapabilitySet.ofNames(List.of(name, "KILL")).hex()).isEqualTo("0000000000000420");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CAP_", "CAP_CAP_CHOWN", "CHOWN ", "10", "41", "CAP_ALL"})
    void namesOfNoCapabilityAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CapabilitySet.ofNames(List.of(name)))
                .withMessage("Linux has no capability " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALL", "all", "All"})
    void allIsTheCapabilitiesOfToday(String name) {
        assertThat(Capability.parse(name)).isEmpty();
        assertThat(CapabilitySet.named(name)).contains(CapabilitySet.ALL);
        assertThat(CapabilitySet.ALL.hex()).isEqualTo("000001ffffffffff");
    }

    @Property
    boolean everyMaskSurvivesItsHex(@ForAll long mask) {
        CapabilitySet set = new CapabilitySet(mask);
        String shortForm = Long.toHexString(mask).toUpperCase(Locale.ROOT);
        return set.hex().length() == 16
                && CapabilitySet.parse(set.hex()).orElseThrow().equals(set)
                && CapabilitySet.parse("0x" + shortForm).orElseThrow().equals(set);
    }

    @Property
    boolean everyBitHasOneName(@ForAll long mask) {
        CapabilitySet set = new CapabilitySet(mask);
        List<String> names = set.names();
        String known = Arrays.stream(Capability.values())
                .filter(set::contains)
                .map(c -> c.fullName().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
        return names.size() == Long.bitCount(mask)
                && String.join(",", names.subList(0, set.capabilities().size())).equals(known);
    }

    @Property
    boolean setsAreSetsOfBits(@ForAll long a, @ForAll long b) {
        CapabilitySet left = new CapabilitySet(a);
        CapabilitySet right = new CapabilitySet(b);
        CapabilitySet both = left.intersect(right);
        return left.union(right).minus(right).equals(left.minus(right))
                && left.minus(right).union(both).equals(left)
                && left.containsAll(both)
                && left.union(right).containsAll(right)
                && left.containsAll(right) == both.equals(right)
                && left.minus(left).isEmpty();
    }
}
