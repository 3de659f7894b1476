export * from './structs';
export * from './tls-proof';
export * from './tls-proof-report';
export * from './tls-validation-plugin';
