// The oracle: answers questions with Go's own standard library, one JSON object a line in, one a line out.
package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sort"
	"strings"
	"time"
)

type question struct {
	Op            string
	Text          []byte
	Certificate   []byte
	Hosts         []string
	Leaf          int
	Roots         []int
	Intermediates []int
	Host          string
	Usages        []string
	Now           time.Time
}

type block struct {
	Label   string            `json:"label"`
	Headers map[string]string `json:"headers"`
	Der     []byte            `json:"der"`
	Rest    int               `json:"rest"`
}

// The certificates named by number in "verify"; "add" appends to them.
var certificates []*x509.Certificate

func pemBlocks(text []byte) any {
	blocks := []block{}
	for {
		var found *pem.Block
		found, text = pem.Decode(text)
		if found == nil {
			return blocks
		}
		blocks = append(blocks, block{found.Type, found.Headers, found.Bytes, len(text)})
	}
}

func describe(der []byte) any {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	ips := []string{}
	for _, ip := range c.IPAddresses {
		ips = append(ips, ip.String())
	}
	uris := []string{}
	for _, uri := range c.URIs {
		uris = append(uris, uri.Host)
	}
	blocksOf := func() []string {
		out := []string{}
		for _, n := range c.PermittedIPRanges {
			out = append(out, "+"+hex.EncodeToString(n.IP)+"/"+hex.EncodeToString(n.Mask))
		}
		for _, n := range c.ExcludedIPRanges {
			out = append(out, "-"+hex.EncodeToString(n.IP)+"/"+hex.EncodeToString(n.Mask))
		}
		return out
	}
	unhandled := []string{}
	for _, oid := range c.UnhandledCriticalExtensions {
		unhandled = append(unhandled, oid.String())
	}
	bits := 0
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		bits = key.N.BitLen()
	case *ecdsa.PublicKey:
		bits = key.Curve.Params().BitSize
	case ed25519.PublicKey:
		bits = 256
	}
	return map[string]any{
		"version": c.Version, "serial": c.SerialNumber.String(), "commonName": c.Subject.CommonName,
		"subject": c.RawSubject, "issuer": c.RawIssuer,
		"notBefore": c.NotBefore.UnixMilli(), "notAfter": c.NotAfter.UnixMilli(),
		"dns": c.DNSNames, "ips": ips, "emails": c.EmailAddresses, "uriHosts": uris,
		"basic": c.BasicConstraintsValid, "ca": c.IsCA, "pathLen": c.MaxPathLen,
		"keyUsage": int(c.KeyUsage), "extKeyUsages": len(c.ExtKeyUsage) + len(c.UnknownExtKeyUsage),
		"permittedDns": c.PermittedDNSDomains, "excludedDns": c.ExcludedDNSDomains, "ipBlocks": blocksOf(),
		"permittedEmails": c.PermittedEmailAddresses, "excludedEmails": c.ExcludedEmailAddresses,
		"permittedUris": c.PermittedURIDomains, "excludedUris": c.ExcludedURIDomains,
		"subjectKeyId": c.SubjectKeyId, "authorityKeyId": c.AuthorityKeyId,
		"signature": c.SignatureAlgorithm.String(), "publicKey": c.PublicKeyAlgorithm.String(), "bits": bits,
		"unhandled": unhandled,
	}
}

func hosts(der []byte, names []string) any {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	out := []bool{}
	for _, name := range names {
		out = append(out, c.VerifyHostname(name) == nil)
	}
	return out
}

func pool(numbers []int) *x509.CertPool {
	p := x509.NewCertPool()
	for _, n := range numbers {
		if certificates[n] != nil {
			p.AddCert(certificates[n])
		}
	}
	return p
}

var usages = map[string]x509.ExtKeyUsage{
	"any": x509.ExtKeyUsageAny, "serverAuth": x509.ExtKeyUsageServerAuth, "clientAuth": x509.ExtKeyUsageClientAuth,
}

// The name our verifier has for the reason of a refusal.
func code(err error) string {
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var unhandled x509.UnhandledCriticalExtension
	switch {
	case errors.As(err, &host):
		return "host-mismatch"
	case errors.As(err, &unknown):
		return "unknown-authority"
	case errors.As(err, &unhandled):
		return "unhandled-critical-extension"
	case errors.As(err, &invalid):
		switch invalid.Reason {
		case x509.Expired:
			if strings.Contains(invalid.Detail, "is before") {
				return "not-yet-valid"
			}
			return "expired"
		case x509.NotAuthorizedToSign:
			return "not-a-ca"
		case x509.TooManyIntermediates:
			return "path-too-long"
		case x509.CANotAuthorizedForThisName:
			return "name-constraint"
		case x509.IncompatibleUsage:
			return "wrong-usage"
		}
		return "no-valid-chain"
	case strings.Contains(err.Error(), "signature check attempts limit"):
		return "signature-limit"
	}
	return err.Error()
}

func verify(q question) any {
	options := x509.VerifyOptions{Roots: pool(q.Roots), Intermediates: pool(q.Intermediates), DNSName: q.Host, CurrentTime: q.Now}
	for _, usage := range q.Usages {
		options.KeyUsages = append(options.KeyUsages, usages[usage])
	}
	if certificates[q.Leaf] == nil {
		return map[string]any{"code": "unreadable"}
	}
	chains, err := certificates[q.Leaf].Verify(options)
	if err != nil {
		return map[string]any{"code": code(err), "message": err.Error()}
	}
	found := []string{}
	for _, chain := range chains {
		ids := []string{}
		for _, c := range chain {
			sum := sha256.Sum256(c.Raw)
			ids = append(ids, hex.EncodeToString(sum[:4]))
		}
		found = append(found, strings.Join(ids, " "))
	}
	sort.Strings(found)
	return map[string]any{"chains": found}
}

// What MinIO does with a pair before it hands it to crypto/tls: exactly one block in the key file and no byte after it.
func pair(certificate, key []byte) any {
	found, rest := pem.Decode(key)
	if found == nil {
		return map[string]any{"error": "no block"}
	}
	if len(rest) > 0 {
		return map[string]any{"error": "additional data"}
	}
	if x509.IsEncryptedPEMBlock(found) {
		return map[string]any{"error": "encrypted"}
	}
	if _, err := tls.X509KeyPair(certificate, key); err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"ok": true}
}

func answer(q question) any {
	switch q.Op {
	case "pem":
		return pemBlocks(q.Text)
	case "describe":
		return describe(q.Certificate)
	case "hosts":
		return hosts(q.Certificate, q.Hosts)
	case "pair":
		return pair(q.Certificate, q.Text)
	case "pool":
		p := x509.NewCertPool()
		p.AppendCertsFromPEM(bytes.Clone(q.Text))
		return len(p.Subjects())
	case "add":
		// What cannot be parsed keeps its number, so that a pool can skip it and a leaf can be refused.
		c, err := x509.ParseCertificate(q.Certificate)
		certificates = append(certificates, c)
		if err != nil {
			return map[string]any{"unreadable": err.Error()}
		}
		return len(certificates) - 1
	case "verify":
		return verify(q)
	case "uri":
		parsed, err := url.Parse(string(q.Text))
		if err != nil {
			return map[string]any{"error": err.Error()}
		}
		return parsed.Host
	}
	return map[string]any{"error": "unknown question " + q.Op}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		line, err := json.Marshal(answer(q))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		out.Write(append(line, '\n'))
	}
}
