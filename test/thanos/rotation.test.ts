import { guarded, observers, published, receive, SERVER_CA, Stage, WRITER_CA } from './stage';
import {
  ObjectStorage, S3Credentials, StorageCa, ThanosCompactor, ThanosHttpTarget, ThanosListener, ThanosQueryFrontend, ThanosStoreGateway, TlsMinio,
} from '../../src';
import { makeCa } from '../util/certificates';

describe('rotation', () => {
  /** What of each pod changes when one thing is made otherwise. */
  const rolled = (before: Stage, after: Stage) => {
    const pods = (stage: Stage) => new Map(stage.objects.filter((o) => o.spec?.template && o.kind !== 'Job').map((o) => [o.metadata.name, JSON.stringify(o.spec.template)]));
    const [a, b] = [pods(before), pods(after)];
    return [...a.keys()].filter((name) => a.get(name) !== b.get(name)).sort();
  };
  const scene = (certificateOf = published, clients = observers(), credentials = S3Credentials.fromSecret('thanos-s3')) => {
    const stage = new Stage();
    const storage = new TlsMinio(stage.chart, 'minio', { certificate: published('minio') }).bucket('thanos', { credentials });
    const grpc = (name: string) => ThanosListener.mutualTls({ certificate: certificateOf(name), clientCa: clients });
    new ThanosStoreGateway(stage.chart, 'store', { storage, grpc: grpc('store') });
    new ThanosCompactor(stage.chart, 'compactor', { storage });
    new ThanosQueryFrontend(stage.chart, 'frontend', {
      querier: ThanosHttpTarget.of('https://querier.thanos.svc:10902', { ca: StorageCa.fromPem(SERVER_CA.certificatePem) }),
      http: ThanosListener.mutualTls({ certificate: certificateOf('frontend'), clientCa: StorageCa.fromPem(WRITER_CA.certificatePem) }),
    });
    return stage;
  };

  test('of a leaf rolls nothing', () => {
    // Made afresh: another key, another serial number, the same CA and the same Secret.
    expect(rolled(scene(), scene((name) => published(name)))).toEqual([]);
  });

  test('of a client CA rolls the servers that read it when they start, and no other', () => {
    const next = makeCa('Next clients of the observer').certificatePem;
    const { certificates } = observers();
    expect(rolled(scene(), scene(published, StorageCa.fromPem(certificates!, { name: 'observer-clients', next })))).toEqual(['store']);
  });

  test('of a client CA under one name rolls them too, where its certificates are known', () => {
    const named = (pem: string) => StorageCa.fromConfigMap('observer-clients', { publicCertificates: pem });
    const pem = observers().certificates!;
    expect(rolled(scene(published, named(pem)), scene(published, named(pem)))).toEqual([]);
    expect(rolled(scene(published, named(pem)), scene(published, named(`${pem}${makeCa('Next').certificatePem}`)))).toEqual(['store']);
  });

  test('of the store\'s CA rolls those who use the store', () => {
    const stage = (next?: string) => {
      const made = new Stage();
      const ca = StorageCa.fromPem(SERVER_CA.certificatePem, { name: 's3', next });
      const storage = ObjectStorage.external(made.chart, 's3', { endpoint: 'https://s3.example.com', ca }).bucket('metrics');
      new ThanosStoreGateway(made.chart, 'store', { storage, grpc: guarded('store') });
      new ThanosCompactor(made.chart, 'compactor', { storage });
      receive({}, made);
      return made;
    };
    expect(rolled(stage(), stage(makeCa('Next').certificatePem))).toEqual(['compactor', 'store']);
  });

  test('of the keys of the bucket rolls those who read them, where somebody tells that they changed', () => {
    const keys = (revision: string) => S3Credentials.fromSecret('thanos-s3', { revision });
    expect(rolled(scene(published, observers(), keys('1')), scene(published, observers(), keys('2')))).toEqual(['compactor', 'store']);
  });
});
