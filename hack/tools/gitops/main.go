// Command gitops does to a cluster what GitOps tools do, with their own libraries, for the tests of examples/:
//
//	gitops apply FILE      applies the objects on the server as Flux does, and prints what became of each
//	gitops wait FILE       waits until kstatus calls all of them current, or says which one is not
//	gitops kstatus         prints what kstatus says of the object on standard input
//	gitops argocd FILE     prints what Argo CD says of it, by the health check in this argocd-cm
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling"
	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/fluxcd/pkg/ssa"
	"github.com/fluxcd/pkg/ssa/utils"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gitops:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "apply":
		return withObjects(args[1], apply)
	case len(args) == 2 && args[0] == "wait":
		return withObjects(args[1], wait)
	case len(args) == 1 && args[0] == "kstatus":
		return withInput(kstatus)
	case len(args) == 2 && args[0] == "argocd":
		return withInput(func(object *unstructured.Unstructured) error { return argoHealth(args[1], object) })
	default:
		return fmt.Errorf("usage: gitops apply FILE | wait FILE | kstatus | argocd FILE")
	}
}

func withObjects(file string, action func(*ssa.ResourceManager, []*unstructured.Unstructured) error) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	objects, err := utils.ReadObjects(in)
	if err != nil {
		return err
	}
	manager, err := fluxManager()
	if err != nil {
		return err
	}
	return action(manager, objects)
}

// fluxManager applies under the name and labels of Flux's kustomize-controller.
func fluxManager() (*ssa.ResourceManager, error) {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return nil, err
	}
	api, err := client.New(config, client.Options{})
	if err != nil {
		return nil, err
	}
	owner := ssa.Owner{Field: "kustomize-controller", Group: "kustomize.toolkit.fluxcd.io"}
	return ssa.NewResourceManager(api, polling.NewStatusPoller(api, api.RESTMapper(), polling.Options{}), owner), nil
}

func apply(manager *ssa.ResourceManager, objects []*unstructured.Unstructured) error {
	manager.SetOwnerLabels(objects, "profiles", "flux-system")
	changes, err := manager.ApplyAllStaged(context.Background(), objects, ssa.DefaultApplyOptions())
	if err != nil {
		return err
	}
	for _, entry := range changes.Entries {
		fmt.Println(entry.Subject, entry.Action)
	}
	return nil
}

func wait(manager *ssa.ResourceManager, objects []*unstructured.Unstructured) error {
	return manager.Wait(objects, ssa.WaitOptions{Interval: 200 * time.Millisecond, Timeout: 60 * time.Second, FailFast: true})
}

func withInput(action func(*unstructured.Unstructured) error) error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(text); err != nil {
		return err
	}
	return action(object)
}

func kstatus(object *unstructured.Unstructured) error {
	result, err := status.Compute(object)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %s\n", result.Status, result.Message)
	return nil
}
