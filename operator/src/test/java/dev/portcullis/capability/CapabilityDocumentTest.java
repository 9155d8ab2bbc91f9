package dev.portcullis.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilityDocumentTest {

    @Test
    void containerdGivesOtherUsersNoneOfTheirContainersCapabilities() {
        Adjustment adjustment = Adjustment.of(List.of("NET_BIND_SERVICE", "chown"), List.of("ALL"));
        assertThat(CapabilityDocument.of(RuntimeDefaults.CONTAINERD, adjustment))
                .isEqualTo("""
                {
                  "root": {
                    "capabilities": {
                      "bounding": [ "CAP_CHOWN", "CAP_NET_BIND_SERVICE" ],
                      "effective": [ "CAP_CHOWN", "CAP_NET_BIND_SERVICE" ],
                      "inheritable": [ ],
                      "permitted": [ "CAP_CHOWN", "CAP_NET_BIND_SERVICE" ],
                      "ambient": [ ]
                    },
                    "status": {
                      "CapInh": "0000000000000000",
                      "CapPrm": "0000000000000401",
                      "CapEff": "0000000000000401",
                      "CapBnd": "0000000000000401",
                      "CapAmb": "0000000000000000"
                    }
                  },
                  "nonRoot": {
                    "capabilities": {
                      "bounding": [ "CAP_CHOWN", "CAP_NET_BIND_SERVICE" ],
                      "effective": [ "CAP_CHOWN", "CAP_NET_BIND_SERVICE" ],
                      "inheritable": [ ],
                      "permitted": [ "CAP_CHOWN", "CAP_NET_BIND_SERVICE" ],
                      "ambient": [ ]
                    },
                    "status": {
                      "CapInh": "0000000000000000",
                      "CapPrm": "0000000000000000",
                      "CapEff": "0000000000000000",
                      "CapBnd": "0000000000000401",
                      "CapAmb": "0000000000000000"
                    }
                  }
                }
                """);
    }

    @Test
    void podmanGivesOtherUsersWhatIsAdded() {
        Adjustment adjustment = Adjustment.of(List.of("NET_BIND_SERVICE"), List.of("ALL"));
        assertThat(CapabilityDocument.of(RuntimeDefaults.PODMAN, adjustment)).endsWith("""
                        "status": {
                              "CapInh": "0000000000000400",
                              "CapPrm": "0000000000000400",
                              "CapEff": "0000000000000400",
                              "CapBnd": "0000000000000400",
                              "CapAmb": "0000000000000400"
                            }
                          }
                        }
                        """);
    }

    @Test
    void theSameAdjustmentInAnotherOrderIsTheSameDocument() {
        assertThat(CapabilityDocument.of(
                        RuntimeDefaults.CRI_O, Adjustment.of(List.of("KILL", "SYS_TIME", "cap_kill"), List.of())))
                .isEqualTo(CapabilityDocument.of(
                        RuntimeDefaults.CRI_O, Adjustment.of(List.of("CAP_SYS_TIME"), List.of())));
    }

    @Test
    void thereIsNoDocumentOfWhatCannotStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        CapabilityDocument.of(RuntimeDefaults.PODMAN, Adjustment.of(List.of("ALL"), List.of("ALL"))));
    }
}
