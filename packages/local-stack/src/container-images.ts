import type { ServerName } from './progress.ts'

/**
 * The images of `TOCSIN_STACK=containers`. docker-compose.yml names the same; a test compares them. Kafka and the registry
 * are the versions of the native stack; Redis is the youngest release under the BSD licence.
 */
export const CONTAINER_IMAGES = {
  kafka: 'apache/kafka:4.1.1',
  registry: 'apicurio/apicurio-registry:3.3.3',
  redis: 'redis:7.2.11-alpine',
} as const satisfies Readonly<Record<ServerName, string>>
