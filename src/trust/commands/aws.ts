import { ContainerContext } from '../containers';
import { Client } from '../model';
import { ContainerCall } from './calls';
import { dialling, shownUrl } from './dial';
import { last, on, readOptions } from './options';
import { trustOf } from './trust';

const SERVICES: { readonly [service: string]: string } = { s3: 'S3', s3api: 'S3', sts: 'STS', iam: 'IAM' };

/** The AWS CLI: dials what --endpoint-url or AWS_ENDPOINT_URL_* says; its public roots come with it (botocore, cacert.pem), unless it is told others. */
export function readAws(context: ContainerContext, call: ContainerCall): Client[] {
  const line = readOptions(call.words.slice(1), { values: ['--endpoint-url', '--ca-bundle', '--region', '--profile', '--output', '--query', '--color', '--cli-read-timeout', '--cli-connect-timeout'] });
  const service = line && Object.prototype.hasOwnProperty.call(SERVICES, line.words[0] ?? '') ? SERVICES[line.words[0]] : undefined;
  if (!line || service === undefined) { return []; }
  const set = (name: string) => call.variable(name) || undefined;
  const url = shownUrl(last(line, '--endpoint-url') ?? set(`AWS_ENDPOINT_URL_${service}`) ?? set('AWS_ENDPOINT_URL') ?? '');
  if (!url || ['https_proxy', 'HTTPS_PROXY'].some(set)) { return []; }
  const file = last(line, '--ca-bundle') ?? set('AWS_CA_BUNDLE') ?? set('REQUESTS_CA_BUNDLE');
  return dialling(context, call, call.must, {
    product: 'aws',
    commonName: true, // botocore 1.43.11, tried
    ...url,
    trust: trustOf(context, { file, own: true, variable: call.variable }),
    ...(on(line, '--no-verify-ssl') ? { skipVerify: true } : {}),
  });
}
