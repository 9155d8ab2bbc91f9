package main

import (
	"fmt"
	"os"

	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// argoHealth runs the health check for the object's kind with the interpreter and the few libraries that Argo CD has for it
// (argo-cd, util/lua).
func argoHealth(configMap string, object *unstructured.Unstructured) error {
	text, err := os.ReadFile(configMap)
	if err != nil {
		return err
	}
	var config struct {
		Data map[string]string `json:"data"`
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		return err
	}
	kind := object.GroupVersionKind()
	script, found := config.Data["resource.customizations.health."+kind.Group+"_"+kind.Kind]
	if !found {
		return fmt.Errorf("%s has no health check for %s", configMap, kind.Kind)
	}
	machine := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer machine.Close()
	for name, open := range map[string]lua.LGFunction{lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable} {
		if err := machine.CallByParam(lua.P{Fn: machine.NewFunction(open), Protect: true}, lua.LString(name)); err != nil {
			return err
		}
	}
	machine.SetGlobal("obj", toLua(machine, object.Object))
	if err := machine.DoString(script); err != nil {
		return err
	}
	health, isTable := machine.Get(-1).(*lua.LTable)
	if !isTable {
		return fmt.Errorf("the health check of %s returns no table", kind.Kind)
	}
	message := health.RawGetString("message")
	// For what is being deleted, Argo CD shows no other message.
	if object.GetDeletionTimestamp() != nil {
		message = health.RawGetString("deletionMessage")
	}
	fmt.Printf("%s: %s\n", health.RawGetString("status"), message)
	return nil
}

func toLua(machine *lua.LState, value any) lua.LValue {
	switch typed := value.(type) {
	case map[string]any:
		table := machine.NewTable()
		for key, member := range typed {
			table.RawSetString(key, toLua(machine, member))
		}
		return table
	case []any:
		table := machine.NewTable()
		for _, item := range typed {
			table.Append(toLua(machine, item))
		}
		return table
	case string:
		return lua.LString(typed)
	case bool:
		return lua.LBool(typed)
	case int64:
		return lua.LNumber(typed)
	case float64:
		return lua.LNumber(typed)
	default:
		return lua.LNil
	}
}
