export * from './bootstrap-issuer';
export * from './certificate-issuer';
export * from './client-certificate';
export * from './issuer';
export * from './options';
export * from './server-certificate';
export * from './skip-verification';
export * from './storage-ca';
