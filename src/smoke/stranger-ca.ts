/**
 * A CA that has signed nothing and never will: its private key was destroyed when it was made. A client that trusts only this one trusts
 * nobody, whatever roots its image carries, so that "a client without the CA refuses the server" means the same everywhere.
 */
export const STRANGER_CA = `-----BEGIN CERTIFICATE-----
MIIB4zCCAYmgAwIBAgIULqiGnLdi18MC4CDI+/0cRRvtWkIwCgYIKoZIzj0EAwIw
PjEgMB4GA1UECgwXY2RrOHMtb2JzZXJ2YWJpbGl0eS10bHMxGjAYBgNVBAMMEXRy
dXN0ZWQgYnkgbm9ib2R5MCAXDTI2MTEyMjE1MTQxNFoYDzIxMjYxMDI5MTUxNDE0
WjA+MSAwHgYDVQQKDBdjZGs4cy1vYnNlcnZhYmlsaXR5LXRsczEaMBgGA1UEAwwR
dHJ1c3RlZCBieSBub2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARiYf1s
zPZnabzgrBGK/bZrZw41Ae2tmUmlPxaRRCDv42Lj+u1AJOYcX+Lrkwqn0qngeJyr
Nv+SvIo0+dXmAx5go2MwYTAdBgNVHQ4EFgQU8ziEVQBwV30njSVopnWBmHfTWv0w
HwYDVR0jBBgwFoAU8ziEVQBwV30njSVopnWBmHfTWv0wDgYDVR0PAQH/BAQDAgIE
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAI6VopJ7W5Kzu6N5
pvP8UANYFsSsO74zuv6Ybnmg3GmvAiBX9pitlUvQFJYGT25CiiGtZ1j0H7kXxApm
a/Q0ZKKuuw==
-----END CERTIFICATE-----
`;
