// Checks a log's folder with Go's own implementation of signed notes and tiled logs.
//
//	go run check.go FOLDER KEY < proofs.json
//
// Opens the checkpoint, proves every third leaf and a score of earlier sizes from the tiles, checks the proofs
// that stand in the input, and sees to it that each of them is refused once it is altered.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		// Go names the height of tiles in their path, c2sp.org/tlog-tiles does not: it is always 8
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

type proofs struct {
	Records []struct {
		Index int64
		Proof [][]byte
	}
	Trees []struct {
		Size  int64
		Root  []byte
		Proof [][]byte
	}
}

func main() {
	folder, key := os.Args[1], os.Args[2]
	var given proofs
	must(json.NewDecoder(os.Stdin).Decode(&given))
	tree := open(folder, key)
	reader := tlog.TileHashReader(tree, tiles{folder})
	leaves := leaves(folder, tree.N)
	checked, refused := 0, 0

	for n := int64(0); n < tree.N; n += 3 {
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(leaves[n])))
		checked++
	}
	for n := int64(1); n <= tree.N; n += tree.N/20 + 1 {
		old, err := tlog.TreeHash(n, reader)
		must(err)
		proof, err := tlog.ProveTree(tree.N, n, reader)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, n, old))
		checked++
	}
	for _, each := range given.Records {
		proof, leaf := hashes(each.Proof), tlog.RecordHash(leaves[each.Index])
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, each.Index, leaf))
		checked++
		for place := range proof {
			proof[place][each.Index%32] ^= 1
			refuse(tlog.CheckRecord(proof, tree.N, tree.Hash, each.Index, leaf))
			proof[place][each.Index%32] ^= 1
			refused++
		}
		leaf[0] ^= 1
		refuse(tlog.CheckRecord(proof, tree.N, tree.Hash, each.Index, leaf))
		refused++
	}
	for _, each := range given.Trees {
		proof, old := hashes(each.Proof), hashes([][]byte{each.Root})[0]
		must(tlog.CheckTree(proof, tree.N, tree.Hash, each.Size, old))
		checked++
		for place := range proof {
			proof[place][each.Size%32] ^= 1
			refuse(tlog.CheckTree(proof, tree.N, tree.Hash, each.Size, old))
			proof[place][each.Size%32] ^= 1
			refused++
		}
		old[0] ^= 1
		refuse(tlog.CheckTree(proof, tree.N, tree.Hash, each.Size, old))
		refused++
	}
	fmt.Printf("%d leaves, %d proofs accepted, %d altered ones refused\n", tree.N, checked, refused)
}

func open(folder, key string) tlog.Tree {
	message, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err)
	verifier, err := note.NewVerifier(key)
	must(err)
	opened, err := note.Open(message, note.VerifierList(verifier))
	must(err)
	for place := range opened.Text {
		altered := append([]byte{}, message...)
		altered[place] ^= 1
		_, err = note.Open(altered, note.VerifierList(verifier))
		refuse(err)
	}
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("the checkpoint is of %s", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: hashes([][]byte{root})[0]}
}

func leaves(folder string, size int64) [][]byte {
	var found [][]byte
	for n := int64(0); n*256 < size; n++ {
		tile := tlog.Tile{H: 8, L: -1, N: n, W: 256}
		if left := size - n*256; left < 256 {
			tile.W = int(left)
		}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(folder, path))
		must(err)
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			found, bundle = append(found, bundle[2:2+length]), bundle[2+length:]
		}
	}
	return found
}

func hashes(raw [][]byte) []tlog.Hash {
	found := make([]tlog.Hash, len(raw))
	for place, each := range raw {
		if copy(found[place][:], each) != tlog.HashSize {
			must(fmt.Errorf("a hash of %d bytes", len(each)))
		}
	}
	return found
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func refuse(err error) {
	if err == nil {
		must(fmt.Errorf("something altered was accepted"))
	}
}
