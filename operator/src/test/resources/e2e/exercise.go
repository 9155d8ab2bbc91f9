// What a small service in Go does: files, goroutines that are preempted, a server and its clients, a child, garbage.
// Prints "done". Go 1.19, Debian 12's, builds it.
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"time"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func files() {
	directory, err := os.MkdirTemp("", "exercise")
	must(err)
	defer os.RemoveAll(directory)
	path := filepath.Join(directory, "file")
	must(os.WriteFile(path, make([]byte, 100000), 0o600))
	must(os.Rename(path, path+"-renamed"))
	entries, err := os.ReadDir(directory)
	must(err)
	if len(entries) != 1 {
		os.Exit(2)
	}
}

func echo(connection net.Conn) {
	defer connection.Close()
	line, err := bufio.NewReader(connection).ReadString('\n')
	must(err)
	fmt.Fprint(connection, line)
}

func serve(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go echo(connection)
	}
}

func ask(address string, number int) {
	connection, err := net.Dial("tcp", address)
	must(err)
	defer connection.Close()
	fmt.Fprintf(connection, "%d\n", number)
	line, err := bufio.NewReader(connection).ReadString('\n')
	must(err)
	if line != fmt.Sprintf("%d\n", number) {
		os.Exit(3)
	}
}

// compute runs long enough to be preempted by a signal, and makes garbage.
func compute() {
	until := time.Now().Add(100 * time.Millisecond)
	for time.Now().Before(until) {
		sum := sha256.Sum256(make([]byte, 1<<20))
		runtime.KeepAlive(sum)
	}
}

func main() {
	if len(os.Args) > 1 {
		return
	}
	files()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	go serve(listener)
	var group sync.WaitGroup
	start := func(work func()) {
		group.Add(1)
		go func() {
			defer group.Done()
			work()
		}()
	}
	for i := 0; i < 40; i++ {
		number := i
		start(func() { ask(listener.Addr().String(), number) })
	}
	for i := 0; i < 4; i++ {
		start(compute)
	}
	group.Wait()
	runtime.GC()
	time.Sleep(50 * time.Millisecond)
	must(exec.Command(os.Args[0], "child").Run())
	must(listener.Close())
	fmt.Println("done")
}
