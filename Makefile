# What people type; the work is done by Maven and by the scripts under hack/.
.DEFAULT_GOAL := help
# A Go that is older than hack/tools asks for fetches the right one itself.
export GOTOOLCHAIN ?= auto

# Quiet, but for warnings: -q would hide why the compiler refuses a source.
maven := mvn -B -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
bin := operator/target/portcullis/bin/portcullis
# Directories too, so that a deleted file is a change.
sources := $(shell find operator/src operator/pom.xml pom.xml)

.PHONY: help build image plugin test e2e docs pictures docs-test generate format demo bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(bin) ## build the executable operator/target/portcullis/bin/portcullis

$(bin): $(sources)
	@hack/prepare build
	@echo "building $(bin) (the first time, Maven downloads what it needs)"
	@$(maven) package -DskipTests
	@touch $@

image: build ## build the container image below operator/target/image; hack/image --help has more
	@hack/image

plugin: build ## pack the program as a kubectl plugin below operator/target/plugin; hack/plugin --help has more
	@hack/plugin

e2e: image ## install the image by the chart on a real node, or on the cluster of KUBECONFIG, and test it there
	@hack/e2e

docs: ## build the documentation as a site: operator/target/site/index.html
	@hack/docs

pictures: ## draw docs/pictures from their texts
	@hack/pictures

docs-test: image ## carry out the documentation: its commands run, and their outputs are compared
	@hack/docs-test

test: ## run every check and test, on a real API server too
	@hack/test

generate: ## write crds/ and docs/reference from the code, and the chart's copies of crds/ and config/
	@hack/prepare build
	$(maven) test -Dtest='*ReferenceTest' -Dportcullis.golden=write
	hack/generate-chart

format: ## format the Java sources
	@hack/prepare build
	$(maven) spotless:apply

demo: ## build, and show it at work: a cluster, an operator, three agents; KEEP=1 leaves it running
	@hack/demo --build

bench: build ## measure it, or with ROWS=create,scale some of it; hack/bench --help has more
	@hack/bench $(if $(ROWS),--rows $(ROWS)) $(if $(PEER),--peer $(PEER)) $(if $(OUTPUT),--output $(OUTPUT))

clean: ## remove what was built
	rm -rf target operator/target
