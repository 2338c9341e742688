import { describe, expect, test } from '@jest/globals'
import { featureRelease, type JavaPlaces, listJavas } from './java.ts'
import { checkPrerequisites, prerequisitesText } from './prerequisites.ts'

/** A machine with these Javas: home → version. */
function machine(
  versions: Readonly<Record<string, string>>,
  environment: JavaPlaces['environment'] = {},
  programs: Readonly<Record<string, string>> = {},
): JavaPlaces {
  return {
    environment: { HOME: '/home/li', ...environment },
    homesBelow: (folder) => Object.keys(versions).filter((home) => home.startsWith(`${folder}/`)),
    homeOfProgram: (program) => programs[program],
    versionOf: (home) => versions[home],
  }
}

describe('feature release', () => {
  test.each([
    ['25.0.3', 25],
    ['21', 21],
    ['17.0.15', 17],
    ['1.8.0_402', 8],
    ['24-ea', 24],
  ])('of %s is %i', (version, release) => expect(featureRelease(version)).toBe(release))

  test('of a text that is no version is unknown', () => expect(featureRelease('unknown')).toBeUndefined())
})

describe('the Javas of a machine', () => {
  test('come in the order JAVA_HOME, PATH, then the others from new to old', () => {
    const places = machine(
      {
        '/usr/lib/jvm/java-17': '17.0.15',
        '/usr/lib/jvm/java-25': '25.0.3',
        '/usr/lib/jvm/java-21': '21.0.4',
        '/home/li/.sdkman/candidates/java/22.0.1': '22.0.1',
      },
      { JAVA_HOME: '/usr/lib/jvm/java-21', PATH: '/usr/bin:/bin' },
      { '/usr/bin/java': '/usr/lib/jvm/java-17' },
    )
    expect(listJavas(places).map((java) => java.release)).toEqual([21, 17, 25, 22])
  })

  test('leave out a JAVA_HOME that holds none', () => {
    const places = machine({ '/usr/lib/jvm/java-21': '21.0.4' }, { JAVA_HOME: '/gone' })
    expect(listJavas(places).map((java) => java.home)).toEqual(['/usr/lib/jvm/java-21'])
  })
})

describe('prerequisites', () => {
  const javas = { '/usr/lib/jvm/java-17': '17.0.15', '/usr/lib/jvm/java-25': '25.0.3' }
  const onPath = { '/usr/bin/java': '/usr/lib/jvm/java-17' }

  test('the registry passes over the Java 17 on PATH for the 25 beside it', () => {
    const found = checkPrerequisites(['kafka', 'registry'], machine(javas, { PATH: '/usr/bin' }, onPath))
    expect(found.java?.release).toBe(25)
  })

  test('Kafka alone is content with the Java 17 on PATH', () => {
    const found = checkPrerequisites(['kafka'], machine(javas, { PATH: '/usr/bin' }, onPath))
    expect(found.java?.release).toBe(17)
  })

  test('Redis alone needs no Java', () => {
    const found = checkPrerequisites(['redis'], machine({}), 'linux-x64')
    expect(found.faults).toEqual([expect.stringContaining('Maven')])
  })

  test('all that is missing is said at once, with what was found and what to install', () => {
    const { faults } = checkPrerequisites(
      ['kafka', 'registry', 'redis'],
      machine({ '/usr/lib/jvm/java-17': '17.0.15' }),
      'win32-x64',
    )
    const text = prerequisitesText(faults)
    expect(faults).toHaveLength(3)
    expect(text).toContain('Java 21 or newer is needed (kafka 17, registry 21). Found: 17 in /usr/lib/jvm/java-17.')
    expect(text).toContain('apt install openjdk-21-jre-headless')
    expect(text).toContain('Maven (mvn) is not on PATH')
    expect(text).toContain('no Redis program for win32-x64')
    expect(text.split('\n').length).toBeLessThan(24)
  })
})
