package dev.portcullis.bench.scale;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The cost of some changes made at once, from the first apply to the last status.
 *
 * @param nodes the number of nodes with an agent
 * @param profiles the number of profiles
 * @param changes how many of them were changed at once
 * @param arrived seconds until the last node had the last change
 * @param told seconds until the status of each said that all nodes have it
 * @param writes to the API server, the user's own included
 * @param reports those of them by agents
 * @param statuses those of them that are a profile's status
 * @param refused answers 429
 * @param apiServerCpu seconds of the API server and etcd
 * @param operatorCpu seconds of the operator
 * @param watchMegabytes that the agents' watches brought
 * @param operatorMegabytes resident afterwards
 */
record Cost(
        @JsonProperty int nodes,
        @JsonProperty int profiles,
        @JsonProperty int changes,
        @JsonProperty double arrived,
        @JsonProperty double told,
        @JsonProperty long writes,
        @JsonProperty long reports,
        @JsonProperty long statuses,
        @JsonProperty long refused,
        @JsonProperty double apiServerCpu,
        @JsonProperty double operatorCpu,
        @JsonProperty double watchMegabytes,
        @JsonProperty double operatorMegabytes) {}
