/** The ports of Thanos, which are the same in every component (v0.42.4, cmd/thanos/config.go). */
export const GRPC_PORT = 10901;
export const HTTP_PORT = 10902;
