import { decryptedKey, isPasswordProtected } from '../../x509/key';
import { ContainerContext, mayHoldMore } from '../containers';
import { Material } from '../model';
import { hasPlaceholder } from '../placeholders';
import { items } from '../values';

const PASSWORD = 'MINIO_CERT_PASSWD';

/**
 * A pair as MinIO reads it: a key with the headers of RFC 1421 is decrypted with MINIO_CERT_PASSWD (minio 7aac2a2c5, internal/config/certs.go:86-96). Where the
 * password does not show, nobody can tell what the key is; where it is another's, the key stays as unreadable as it is.
 */
export function withPassword(material: Material, context: ContainerContext): Material {
  const { keyPem } = material;
  if (keyPem === undefined || !isPasswordProtected(keyPem)) { return material; }
  const password = context.env.get(PASSWORD)?.value;
  if (password !== undefined && !hasPlaceholder(password)) { return { ...material, keyPem: decryptedKey(keyPem, password) ?? keyPem }; }
  const elsewhere = password !== undefined || mayHoldMore(context) || items(context.container.env).some((variable) => variable.name === PASSWORD);
  return elsewhere ? { ...material, keyPem: undefined } : material;
}
