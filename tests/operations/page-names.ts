/** Every name under which Prometheus stores what a page holds; a histogram has three. */
export function namesOnPage(page: string): Set<string> {
  const names = new Set<string>()
  for (const [, name = '', type] of page.matchAll(/^# TYPE (\S+) (\S+)$/gmu)) {
    if (type !== 'histogram' && type !== 'summary') names.add(name)
    else for (const ending of ['_bucket', '_sum', '_count']) names.add(name + ending)
  }
  return names
}
