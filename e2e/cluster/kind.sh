#!/usr/bin/env bash
# A cluster for `npm run e2e:cluster` with all that its scenarios look at, from public images: kind, cert-manager, trust-manager and the Tempo operator
# in the releases of docs/reference/compatibility.md. kind enforces NetworkPolicies itself since 0.24. Wants Docker, kind, kubectl and helm.
#
#   e2e/cluster/kind.sh                 makes what is not there yet
#   E2E_ON_NODE='docker exec e2e-control-plane sh -c' npm run e2e:cluster
#   kind delete cluster --name e2e
set -euo pipefail

NAME=${NAME:-e2e} CERT_MANAGER=v1.21.1 TRUST_MANAGER=v0.24.0 TEMPO_OPERATOR=v0.22.0
export KUBECONFIG=${KUBECONFIG:-$HOME/.kube/config}

for program in docker kind kubectl helm; do
  command -v "$program" >/dev/null || { echo "error: $program is not installed, and this script wants docker, kind, kubectl and helm" >&2; exit 2; }
done

kind get clusters 2>/dev/null | grep -qx "$NAME" || kind create cluster --name "$NAME" --wait 5m
kubectl config use-context "kind-$NAME"

kubectl apply --server-side -f "https://github.com/cert-manager/cert-manager/releases/download/$CERT_MANAGER/cert-manager.yaml"
kubectl -n cert-manager wait --for=condition=Available deployment --all --timeout=5m

helm upgrade trust-manager oci://quay.io/jetstack/charts/trust-manager --install --version "$TRUST_MANAGER" --namespace cert-manager --wait

kubectl apply --server-side -f "https://github.com/grafana/tempo-operator/releases/download/$TEMPO_OPERATOR/tempo-operator.yaml"
kubectl -n tempo-operator-system wait --for=condition=Available deployment --all --timeout=5m
