import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzip } from 'fflate'
import { extract } from 'tar'
import { REDIS_PROGRAMS } from './prerequisites.ts'
import type { ServerName } from './progress.ts'

/** One thing fetched with Maven, whose files are known to the byte beforehand. */
export interface Download {
  readonly server: ServerName
  /** Name of its folder in the cache; a new version is a new name. */
  readonly name: string
  readonly title: string
  /** Goal and properties; the output folder is added. */
  readonly mavenArguments: readonly string[]
  /** Lines of `sha256sum`: exactly the files that Maven must bring. */
  readonly sumsFile: string
  /** Turns what came into what is run, inside the same folder. */
  unpack(folder: string): Promise<void>
}

const PACKAGE_FOLDER = fileURLToPath(new URL('..', import.meta.url))
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'
const REGISTRY_ARCHIVE = 'apicurio-registry-app-3.3.3-all.tar.gz'
const REDIS_JAR = 'embedded-redis-0.9.1.jar'

export const DOWNLOADS: Readonly<Record<ServerName, Download>> = {
  kafka: {
    server: 'kafka',
    name: 'kafka-4.1.1',
    title: 'Kafka 4.1.1',
    mavenArguments: [
      `${PLUGIN}:copy-dependencies`,
      '-f',
      join(PACKAGE_FOLDER, 'servers/kafka-pom.xml'),
      '-DincludeScope=runtime',
    ],
    sumsFile: join(PACKAGE_FOLDER, 'downloads/kafka.sha256'),
    async unpack() {},
  },
  registry: {
    server: 'registry',
    name: 'apicurio-registry-3.3.3',
    title: 'Apicurio registry 3.3.3',
    mavenArguments: [`${PLUGIN}:copy`, '-Dartifact=io.apicurio:apicurio-registry-app:3.3.3:tar.gz:all'],
    sumsFile: join(PACKAGE_FOLDER, 'downloads/registry.sha256'),
    async unpack(folder) {
      await extract({ file: join(folder, REGISTRY_ARCHIVE), cwd: folder })
      await rm(join(folder, REGISTRY_ARCHIVE))
    },
  },
  redis: {
    server: 'redis',
    name: 'redis-7.0.15',
    title: 'Redis 7.0.15',
    mavenArguments: [`${PLUGIN}:copy`, '-Dartifact=org.signal:embedded-redis:0.9.1'],
    sumsFile: join(PACKAGE_FOLDER, 'downloads/redis.sha256'),
    async unpack(folder) {
      const program = REDIS_PROGRAMS[`${process.platform}-${process.arch}`]
      if (!program) throw new Error(`the jar holds no program for ${process.platform}-${process.arch}`)
      const bytes = await fileInZip(await readFile(join(folder, REDIS_JAR)), program)
      await writeFile(join(folder, program), bytes)
      await chmod(join(folder, program), 0o755)
      await rm(join(folder, REDIS_JAR))
    },
  },
}

function fileInZip(zip: Uint8Array, name: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    unzip(zip, { filter: (file) => file.name === name }, (error, files) => {
      const bytes = files?.[name]
      if (error) reject(error)
      else if (bytes) resolve(bytes)
      else reject(new Error(`the jar holds no file ${name}`))
    })
  })
}
