export * from './kube/image-pull-policy';
export { RequiredSecret, RequiredSecrets } from './kube/required-secrets';
export * from './objectstore';
export * from './pki';
export * from './presets';
export * from './proof';
export * from './smoke';
export * from './tempo';
