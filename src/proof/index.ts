export * from './structs';
export * from './tls-proof';
export * from './tls-proof-report';
