import { OperatorError } from '@tocsin/stream'
import type { ContainerPlan } from './container-plan.ts'

/** As much of a container engine as a stack needs. */
export interface ContainerEngine {
  /** Name or number under which published ports are reached. */
  readonly host: string
  has(image: string): Promise<boolean>
  pull(image: string): Promise<void>
  /** Resolves when the container has written its first line; whether its server answers is another question. */
  run(plan: ContainerPlan): Promise<RunningContainer>
}

export interface RunningContainer {
  /** Outside, for the plan's port inside. */
  readonly port: number
  isRunning(): Promise<boolean>
  /** Its last lines, for the message about a failure. */
  lastLines(): readonly string[]
  /** Ends and removes it, with what it has stored. */
  stop(): Promise<void>
}

const KEPT_LINES = 20

/**
 * The engine that testcontainers finds: by DOCKER_HOST, ~/.testcontainers.properties or the usual sockets. Containers are
 * removed when this process is gone, however it went, by the small container (Ryuk) that testcontainers runs beside them.
 * @throws OperatorError when there is none
 */
export async function openContainerEngine(): Promise<ContainerEngine> {
  // Loaded when it is wanted: it is large, and only who asks for containers needs it.
  const { GenericContainer, getContainerRuntimeClient, ImageName, PullPolicy, Wait } = await import('testcontainers')
  const client = await getContainerRuntimeClient().catch((error: unknown) => {
    throw new OperatorError(noEngineText(error instanceof Error ? error.message : String(error)))
  })
  return {
    host: client.info.containerRuntime.host,
    has: (image) => client.image.exists(ImageName.fromString(image)),
    pull: (image) => client.image.pull(ImageName.fromString(image)),
    async run({ image, environment, command, port, hostPort }) {
      const lines: string[] = []
      const container = new GenericContainer(image)
        .withEnvironment({ ...environment })
        .withExposedPorts(hostPort === undefined ? port : { container: port, host: hostPort })
        .withPullPolicy(PullPolicy.defaultPolicy())
        .withWaitStrategy(Wait.forLogMessage(/\S/u))
        .withLogConsumer((stream) => {
          stream.on('data', (chunk: unknown) => {
            lines.push(
              ...String(chunk)
                .split(/[\r\n]+/u)
                .filter((line) => line.trim() !== ''),
            )
            lines.splice(0, lines.length - KEPT_LINES)
          })
        })
      if (command) container.withCommand([...command])
      const started = await container.start()
      const { container: containers } = client
      return {
        port: started.getMappedPort(port),
        async isRunning() {
          return (await containers.inspect(containers.getById(started.getId()))).State.Running
        },
        lastLines: () => lines,
        async stop() {
          await started.stop()
        },
      }
    },
  }
}

function noEngineText(reason: string): string {
  return [
    `TOCSIN_STACK=containers, but no container engine answers (${reason}).`,
    'It is looked for at DOCKER_HOST, in ~/.testcontainers.properties and at the usual sockets of Docker and Podman.',
    'Start one (`docker info` must answer), or unset TOCSIN_STACK: the stack then runs as processes.',
  ].join('\n')
}
