# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# A small certificate authority per cluster, and the credentials that it signs.

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

certificate_authority() {
  mkdir -p "$dir/pki"
  new_key "$dir/pki/ca.key"
  openssl req -x509 -new -key "$dir/pki/ca.key" -subj /CN=portcullis-cluster -days 30 -out "$dir/pki/ca.crt"
  new_key "$dir/pki/service-accounts.key"
}

# certificate NAME SUBJECT USAGE [SUBJECT-ALTERNATIVE-NAMES]
certificate() {
  local name=$dir/pki/$1
  new_key "$name.key"
  openssl req -new -key "$name.key" -subj "$2" |
    openssl x509 -req -CA "$dir/pki/ca.crt" -CAkey "$dir/pki/ca.key" -CAcreateserial -days 30 -out "$name.crt" \
      -extfile <(printf 'keyUsage=digitalSignature\nextendedKeyUsage=%s\n%s' "$3" "${4:+subjectAltName=$4}") 2>/dev/null
}

# client_kubeconfig NAME SUBJECT FILE: a kubeconfig that stands alone, its certificates inside.
client_kubeconfig() {
  certificate "$1" "$2" clientAuth
  cat >"$3" <<YAML
apiVersion: v1
kind: Config
current-context: portcullis
contexts: [{name: portcullis, context: {cluster: portcullis, user: $1}}]
clusters:
- name: portcullis
  cluster: {server: "$server", certificate-authority-data: $(base64 -w0 "$dir/pki/ca.crt")}
users:
- name: $1
  user: {client-certificate-data: $(base64 -w0 "$dir/pki/$1.crt"), client-key-data: $(base64 -w0 "$dir/pki/$1.key")}
YAML
}
