import { Symptom } from '../symptom';

const POLICY = ['OT502', 'OT500', 'OT501', 'OT503'];

/** What Go's net, gRPC, Java, Node.js, and the resolver of the C library say when nobody answers. */
export const NETWORK: readonly Symptom[] = [
  {
    id: 'dns-blocked',
    says: /lookup (?:\S+?)(?: on [\d.:[\]a-f]+)?: (?:read|write|dial) (?:udp|tcp) .*(?:i\/o timeout|connection refused|operation not permitted)|lookup (?:\S+?): i\/o timeout|Temporary failure in name resolution|getaddrinfo EAI_AGAIN/,
    means: 'the DNS server does not answer: a NetworkPolicy lets nobody ask it, or it is away',
    rules: ['OT502'],
    look: 'an egress rule for UDP and TCP 53 (5353 for the pods of OpenShift\'s DNS)',
  },
  {
    id: 'no-such-host',
    says: /lookup (?:[^\s:]+)(?: on [\d.:[\]a-f]+)?: no such host|Could not resolve(?: host)?: (?:[^\s;]+)|unable to resolve host address [‘'"]?(?:[^\s’'"]+)|Name or service not known|produced zero addresses|UnknownHostException: |UnresolvedAddressException|getaddrinfo ENOTFOUND|Domain name not found/,
    means: 'there is no such name: no Service of this name in this namespace, or one without pods where the name is of a pod',
    rules: ['OT021', 'OT015', 'OT020', 'OT024', 'OT140', 'OT305', 'OT014'],
    look: 'kubectl get service -A: the name is NAME.NAMESPACE.svc',
  },
  {
    id: 'refused',
    says: /connect: connection refused|Connection refused|Failed to connect to (?:\S+) port \d+\b(?!.*[Tt]ime(?:d|out))|connect error: Connection refused|delayed connect error: (Connection refused|111)|connect ECONNREFUSED/,
    means: 'nobody listens on this port, or a NetworkPolicy refuses the connection (kube-router answers so)',
    rules: ['OT011', 'OT013', 'OT347', 'OT014', 'OT018', 'OT500', 'OT501', 'OT503'],
    look: 'kubectl get endpointslices: whether the Service has ready pods, and the port is one that they listen on',
  },
  {
    id: 'no-way',
    says: /no route to host|network is unreachable|connect(?:ex)?: operation not permitted|connect: permission denied/i,
    means: 'nothing is sent to this address: the node has no way to it (the pod is gone, or it is of the other IP family), or a firewall or policy on the way refuses it',
    rules: [...POLICY, 'OT013', 'OT014'],
    look: 'kubectl get endpointslices: whether the address is of a pod that is there; then the policies, and whether the cluster has both IPv4 and IPv6',
  },
  {
    id: 'no-answer',
    says: /i\/o timeout|context deadline exceeded|DeadlineExceeded|Connection timed out|Operation timed out|Timeout was reached|Read timed out|Client\.Timeout exceeded|Deadline Exceeded|handshake operation timed out|HTTP connect timed out|HttpTimeoutException|TLS handshake timeout|upstream request timeout/i,
    means: 'nobody answered in time: packets are dropped (a NetworkPolicy), or what is beneath takes too long or tries again and again',
    rules: [...POLICY, 'OT013', 'OT001'],
    look: 'the lines before this one often have the cause; else the NetworkPolicies of both sides',
  },
  {
    id: 'hung-up',
    // Of curl in many words, but by these codes.
    says: /curl: \((16|18|52|55|56|92)\) (?!.*alert)|connection reset by peer|write: broken pipe|SSL_ERROR_SYSCALL|unexpected eof while reading|Connection closed by foreign host|authentication handshake failed: EOF|Empty reply from server|EOF occurred in violation of protocol|Remote host terminated the handshake|Connection reset$|SocketException: Broken pipe|Error writing to server|read ECONNRESET|UNAVAILABLE: \S+: Socket closed|stream closed because of a broken pipe|non-properly terminated|Recv failure|Error in the pull function|transport: error while dialing: EOF|server sent GOAWAY and closed the connection|(?:Get|Put|Post|Head|Delete) \\*"[^"]+": (?:unexpected )?EOF|TLS handshake error from \S+: EOF|desc = \\*"?[^"]*: (?:unexpected )?EOF/i,
    means: 'the other side hangs up: it speaks no TLS there, or nothing but TLS, or it refuses the client certificate, or it stops',
    rules: ['OT001', 'OT010', 'OT013'],
    look: 'the log of the other side at that moment',
  },
];
