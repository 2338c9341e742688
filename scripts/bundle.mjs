// npm run bundle: makes one folder per image, in which its program runs with nothing but Node. Every folder of services/
// and packages/ with a Dockerfile and a src/main.ts becomes an image. Needs the dependencies, but no Docker.
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const HELP = `Usage: npm run bundle -- [--out <folder>] [--json] [<image>...]

  --out <folder>   where the folders of the images go (default: dist/images)
  --json           what was made, as one JSON array
  <image>          only these (default: all)
`

/**
 * Packages that stay packages. `copied` are put beside the bundle: kafkajs, since we replace one of its files when it
 * is loaded. The others are never reached in an image: who starts a local stack does it from a checkout.
 */
const EXTERNAL = { kafkajs: { copied: true }, testcontainers: { copied: false } }

// Libraries in CommonJS expect these three, which a module does not have.
const BANNER = [
  "import { createRequire as tocsinCreateRequire } from 'node:module'",
  'const require = tocsinCreateRequire(import.meta.url)',
  'const __filename = import.meta.filename, __dirname = import.meta.dirname',
].join('\n')

const MAIN = 'main.mjs'
const LICENCES = 'third-party-licences.txt'
const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i

process.exitCode = await main()

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const images = listImages()
  const unknown = positionals.filter((name) => !images.some((image) => image.name === name))
  if (unknown.length > 0) {
    const known = images.map(({ name }) => name).join(', ')
    process.stderr.write(`No image is called ${unknown.join(', ')}. There are ${known}.\n\n${HELP}`)
    return 2
  }
  const out = resolve(values.out ?? join(ROOT, 'dist', 'images'))
  const wanted = images.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  try {
    const made = await Promise.all(wanted.map((image) => bundle(image, join(out, image.name))))
    if (values.json) process.stdout.write(`${JSON.stringify(made, null, 2)}\n`)
    else for (const { name, folder, kilobytes } of made) say(`${name}: ${kilobytes} kB in ${folder}`)
    return 0
  } catch (error) {
    // esbuild has already printed what it did not understand.
    if (!('errors' in error)) process.stderr.write(`${error.message}\n`)
    return 1
  }
}

/** @returns {{ name: string, workspace: string }[]} by name; the workspace is a folder from the root */
function listImages() {
  return globSync('{services,packages}/*/Dockerfile', { cwd: ROOT })
    .map((file) => dirname(file))
    .filter((workspace) => existsSync(join(ROOT, workspace, 'src', 'main.ts')))
    .map((workspace) => ({ name: basename(workspace), workspace }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function bundle({ name, workspace }, folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [join(workspace, 'src', 'main.ts')],
    outfile: join(folder, MAIN),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim()}`,
    // Names and lines stay readable: the exit code 1 comes with a stack that somebody has to understand.
    sourcemap: 'linked',
    sourcesContent: false,
    keepNames: true,
    external: Object.keys(EXTERNAL),
    banner: { js: BANNER },
    metafile: true,
    logLevel: 'warning',
    plugins: [sourcesKeepTheirPlace()],
  })
  const inputs = Object.keys(result.metafile.inputs)
  const runTimeFiles = copyRunTimeFiles(inputs, folder)
  const copied = Object.keys(EXTERNAL).filter((library) => EXTERNAL[library].copied)
  for (const library of copied) copyLibrary(library, folder)
  cpSync(join(ROOT, 'deploy', 'docker', 'healthcheck.mjs'), join(folder, 'healthcheck.mjs'))
  writeFileSync(join(folder, LICENCES), licencesOf([...inputs, ...copied.map((library) => `node_modules/${library}/`)]))
  const kilobytes = Math.round(result.metafile.outputs[relative(ROOT, join(folder, MAIN))].bytes / 1024)
  return { name, workspace, folder, main: join(folder, MAIN), kilobytes, runTimeFiles }
}

/**
 * A source that reads a file beside itself does so by its own place, `import.meta.url`. In a bundle all sources have
 * one; so each is given the place it would have, were the folder of the image the root of the checkout.
 */
function sourcesKeepTheirPlace() {
  return {
    name: 'sources-keep-their-place',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/](packages|services)[\\/].*\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8')
        if (!text.includes('import.meta')) return undefined
        const place = relative(ROOT, path)
        if (/import\.meta\.(?!url\b)/.test(text))
          return { errors: [{ text: `${place}: only import.meta.url works in an image` }] }
        if (readsAtRunTime(workspaceOf(place)) === undefined) return { errors: [{ text: undeclared(place) }] }
        const contents = text.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`)
        return { contents, loader: 'ts' }
      })
    },
  }
}

function undeclared(place) {
  return (
    `${place} looks for something by its own place, and ${workspaceOf(place)}/package.json does not say what. ` +
    'Add "readsAtRunTime": [files or folders, from the root of the checkout]; [] when an image needs none of it'
  )
}

/** Copies what the workspaces in the bundle declare to the same place below the folder. */
function copyRunTimeFiles(inputs, folder) {
  const workspaces = [...new Set(inputs.map(workspaceOf))].filter((workspace) => workspace !== undefined).sort()
  const paths = [...new Set(workspaces.flatMap((workspace) => readsAtRunTime(workspace) ?? []))]
  const missing = paths.filter((path) => !existsSync(join(ROOT, path)))
  if (missing.length > 0) throw new Error(`declared under "readsAtRunTime", but not there: ${missing.join(', ')}`)
  for (const path of paths) cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  return paths
}

function readsAtRunTime(workspace) {
  return JSON.parse(readFileSync(join(ROOT, workspace, 'package.json'), 'utf8')).readsAtRunTime
}

/** "packages/stream/src/a.ts" → "packages/stream"; undefined for a file that is not ours. */
function workspaceOf(file) {
  return /^(packages|services)\/[^/]+(?=\/)/.exec(file)?.[0]
}

function copyLibrary(library, folder) {
  const source = join(ROOT, 'node_modules', library)
  const { dependencies = {} } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  if (Object.keys(dependencies).length > 0) {
    throw new Error(`${library} has got dependencies of its own, which are not copied: bundle it, or copy them too`)
  }
  cpSync(source, join(folder, 'node_modules', library), { recursive: true })
}

/** The licences of all libraries inside, as they ask for. */
function licencesOf(inputs) {
  const packageFolder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//
  const folders = [...new Set(inputs.map((file) => packageFolder.exec(file)?.[1]))].filter(Boolean).sort()
  return folders.map(licenceOf).join(`\n${'─'.repeat(80)}\n`)
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
  const files = readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => readFileSync(join(ROOT, folder, entry.name), 'utf8').trim())
  return [`${name} ${version} (${license})`, '', ...files, ''].join('\n')
}

function say(line) {
  process.stderr.write(`${line}\n`)
}
