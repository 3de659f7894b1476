export { CertificateWatch } from './certificate-watch';
export { DashboardTarget } from './dashboard-target';
export * from './options';
export * from './tls-monitoring';
