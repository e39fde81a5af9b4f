import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';

const textOf = (file: string) => readFileSync(new URL(`../../deploy/${file}`, import.meta.url), 'utf8');

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}
interface Named {
  name: string;
}
interface Container extends Named {
  image: string;
  securityContext: object;
  resources: { limits: { memory: string } };
  env?: { name: string; value: string }[];
  envFrom?: { configMapRef: Named }[];
  ports?: { name: string; containerPort: number }[];
  volumeMounts: Named[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
}
interface Probe {
  httpGet: { path: string; port: string };
}
interface Workload extends Manifest {
  spec: {
    selector?: { matchLabels: object };
    template: {
      metadata: { labels: object };
      spec: {
        automountServiceAccountToken: boolean;
        securityContext: object;
        containers: Container[];
        initContainers?: Container[];
        volumes: (Named & { configMap?: Named; persistentVolumeClaim?: { claimName: string } })[];
      };
    };
  };
}
interface Kustomization {
  resources: string[];
  configMapGenerator: { name: string; envs: string[] }[];
  images: { name: string; newTag?: string; digest?: string }[];
}

const KUSTOMIZATION = 'kustomization.yaml';
const base = parse(textOf(`k8s/${KUSTOMIZATION}`)) as Kustomization;
const ofTheBank = parse(textOf(KUSTOMIZATION)) as Kustomization;
const files = readdirSync(new URL('../../deploy/k8s/', import.meta.url)).filter((file) => file !== KUSTOMIZATION);
const manifests = files.flatMap((file) =>
  parseAllDocuments(textOf(`k8s/${file}`)).map((document) => document.toJS() as Manifest),
);
const all = <Kind extends Manifest>(...kinds: string[]) =>
  manifests.filter(({ kind }) => kinds.includes(kind)) as unknown as Kind[];
const workloads = all<Workload>('Deployment', 'Job');
const deployments = all<Workload>('Deployment');
/** Those that answer callers or each other; the importer waits for files. */
const answering = deployments.filter(({ metadata }) => metadata.name !== 'importer');
const appOf = (labels: object) => deployments.filter(({ spec }) => contains(spec.template.metadata.labels, labels));
const contains = (labels: object, wanted: object) =>
  Object.entries(wanted).every(([key, value]) => (labels as Record<string, unknown>)[key] === value);
const containersOf = ({ spec }: Workload) => [
  ...spec.template.spec.containers,
  ...(spec.template.spec.initContainers ?? []),
];

describe('the manifests are what Kubernetes takes', () => {
  it.each(manifests)('$kind $metadata.name has the form that its schema asks for', async (manifest) => {
    const { apiVersion, kind } = manifest;
    const models = (await import(`kubernetes-models/${apiVersion}/${kind}`)) as Record<
      string,
      new (it: object) => Model
    >;
    const Model = models[kind];
    expect(Model).toBeDefined();
    if (Model) new Model(manifest).validate();
  });
});
interface Model {
  validate(): void;
}

describe('the manifests fit together', () => {
  it('Kustomize is told of every file, and only of files that are there', () => {
    expect([...base.resources].sort()).toEqual(files.sort());
    expect(ofTheBank.resources).toEqual(['k8s']);
    // Kustomize reads no file outside the folder of the one that names it.
    for (const env of ofTheBank.configMapGenerator.flatMap(({ envs }) => envs))
      expect(textOf(env)).toMatch(/^[A-Z_]+=/m);
  });

  it('every app and the migration are there, the apps with a budget for disruptions', () => {
    const names = (kind: string) => all(kind).map(({ metadata }) => metadata.name);
    const apps = ['accounts', 'auth', 'cards', 'gateway', 'notifications'];
    expect(names('Deployment').sort()).toEqual([...apps, 'importer'].sort());
    expect(names('PodDisruptionBudget').sort()).toEqual(apps);
    expect(names('Job')).toEqual(['migrate']);
  });

  it.each(all<Manifest & { spec: { selector: { matchLabels: object } } }>('PodDisruptionBudget', 'Deployment'))(
    '$kind $metadata.name means the pods of its app',
    ({ metadata, spec }) => {
      expect(appOf(spec.selector.matchLabels).map((one) => one.metadata.name)).toEqual([metadata.name]);
    },
  );

  it.each(all<Manifest & { spec: { scaleTargetRef: { kind: string; name: string } } }>('HorizontalPodAutoscaler'))(
    'what $metadata.name scales is there',
    ({ spec: { scaleTargetRef } }) => {
      expect(deployments).toContainEqual(
        expect.objectContaining({
          kind: scaleTargetRef.kind,
          metadata: expect.objectContaining({ name: scaleTargetRef.name }),
        }),
      );
    },
  );

  it('what comes in from outside arrives at a port of the gateway', () => {
    const [service] = all<Manifest & { spec: { selector: object; ports: { name: string; targetPort: string }[] } }>(
      'Service',
    );
    const [gateway] = appOf(service?.spec.selector ?? { app: 'nobody' });
    expect(gateway?.metadata.name).toBe('gateway');
    const [container] = gateway?.spec.template.spec.containers ?? [];
    const [port] = service?.spec.ports ?? [];
    expect(container?.ports?.find(({ name }) => name === port?.targetPort)?.containerPort).toBe(
      Number(container?.env?.find(({ name }) => name === 'GATEWAY_PORT')?.value),
    );
    const [ingress] = all<Manifest & { spec: { rules: object[] } }>('Ingress');
    expect(JSON.stringify(ingress?.spec.rules)).toContain(
      JSON.stringify({ service: { name: service?.metadata.name, port: { name: port?.name } } }),
    );
  });

  it.each(answering)('$metadata.name is asked for its health where it answers', ({ spec }) => {
    const [container] = spec.template.spec.containers;
    const health = container?.ports?.find(({ name }) => name === 'health')?.containerPort;
    expect(String(health)).toBe(container?.env?.find(({ name }) => name === 'HEALTH_PORT')?.value);
    expect(container?.startupProbe?.httpGet).toEqual({ path: '/health/live', port: 'health' });
    expect(container?.livenessProbe?.httpGet).toEqual({ path: '/health/live', port: 'health' });
    expect(container?.readinessProbe?.httpGet).toEqual({ path: '/health/ready', port: 'health' });
  });

  it.each(workloads)('$metadata.name finds its settings, volumes and image', (workload) => {
    const { volumes } = workload.spec.template.spec;
    const maps = [...ofTheBank.configMapGenerator.map(({ name }) => name), 'bank-files'];
    const claims = all('PersistentVolumeClaim').map(({ metadata }) => metadata.name);
    for (const { configMap, persistentVolumeClaim } of volumes) {
      expect(maps).toContain(configMap?.name ?? 'bank-files');
      expect(claims).toContain(persistentVolumeClaim?.claimName ?? claims[0]);
    }
    for (const container of containersOf(workload)) {
      for (const { name } of container.volumeMounts) expect(volumes.map((volume) => volume.name)).toContain(name);
      for (const { configMapRef } of container.envFrom ?? []) expect(maps).toContain(configMapRef.name);
      expect(ofTheBank.images.map(({ name }) => name)).toContain(container.image);
    }
  });
});

describe('S41: a container can do little on Kubernetes either', () => {
  it('every image is one version or one digest', () => {
    for (const { newTag, digest } of ofTheBank.images)
      expect(digest ?? newTag).toMatch(/^(sha256:[0-9a-f]{64}|\d+\.\d+\.\d+)$/);
  });

  it.each(workloads)('$metadata.name can do little', (workload) => {
    const pod = workload.spec.template.spec;
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1_000 });
    for (const container of containersOf(workload)) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources.limits.memory).toMatch(/^\d+Mi$/);
      const secrets = (container.env ?? []).filter(({ name }) => /PASSWORD|TOKEN|DATABASE_URL/.test(name));
      expect(secrets.filter(({ name }) => !name.endsWith('_FILE'))).toEqual([]);
    }
  });
});
