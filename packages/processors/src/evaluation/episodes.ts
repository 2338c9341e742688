import type { Episode } from '@tocsin/domain'

export interface EpisodeOfIndicator {
  readonly indicatorId: string
  episode: Episode
}

/** The episodes of one entity, in the order they began. An indicator without an entry is quiet. */
export type Episodes = EpisodeOfIndicator[]

export function episodeOf(episodes: readonly EpisodeOfIndicator[], indicatorId: string): Episode | undefined {
  for (const entry of episodes) if (entry.indicatorId === indicatorId) return entry.episode
  return undefined
}

/** `undefined` takes the entry out. */
export function setEpisode(episodes: Episodes, indicatorId: string, episode: Episode | undefined): void {
  const index = episodes.findIndex((entry) => entry.indicatorId === indicatorId)
  if (episode === undefined) episodes.splice(index, 1)
  else if (index === -1) episodes.push({ indicatorId, episode })
  else episodes[index] = { indicatorId, episode }
}
