# shellcheck shell=bash
# export_revision REVISION DIRECTORY FILE...: writes the files, or what is below the folders, as they were at a revision.
#
# Through an index of its own, because archives leave out what .gitattributes says.
export_revision() {
  local revision=$1 directory=$2 index
  shift 2
  index=$(mktemp -u "$directory.XXXXXX")
  GIT_INDEX_FILE=$index git read-tree "$revision"
  GIT_INDEX_FILE=$index git ls-files -z -- "$@" |
    GIT_INDEX_FILE=$index git checkout-index -z --stdin --prefix="$directory/"
  rm -f "$index"
}
