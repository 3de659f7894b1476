export { CertificateWatch } from './certificate-watch';
export * from './options';
export * from './tls-monitoring';
