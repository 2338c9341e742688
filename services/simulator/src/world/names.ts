/** Names of companies that nobody bears: a place that is on no map, a trade, a form. Chinese and English. */
import type { Random } from './random.ts'

export interface BilingualName {
  readonly zh: string
  readonly en: string
}

export function companyName(random: Random): BilingualName {
  const place = random.pick(PLACES)
  const trade = random.pick(TRADES)
  const form = random.pick(FORMS)
  return { zh: `${place.zh}${trade.zh}${form.zh}`, en: `${place.en} ${trade.en} ${form.en}` }
}

const PLACES: readonly BilingualName[] = [
  { zh: '云梯湾', en: 'Cloudstair Bay' },
  { zh: '鲸落渡', en: 'Whalefall Ferry' },
  { zh: '纸月滩', en: 'Papermoon Shoal' },
  { zh: '倒影岭', en: 'Mirrorback Ridge' },
  { zh: '听潮埠', en: 'Tidelisten Quay' },
  { zh: '铜雀屿', en: 'Coppersparrow Isle' },
  { zh: '无夜集', en: 'Nonight Market' },
  { zh: '镜泊坡', en: 'Stillglass Slope' },
  { zh: '灯塔湾', en: 'Lanternbay' },
  { zh: '霜桥镇', en: 'Frostbridge' },
  { zh: '星砾原', en: 'Starpebble Plain' },
  { zh: '琥珀津', en: 'Amberford' },
  { zh: '九回川', en: 'Nineturn River' },
  { zh: '半山眠', en: 'Halfhill Slumber' },
  { zh: '蓝鹊坞', en: 'Bluemagpie Dock' },
  { zh: '风眼台', en: 'Windeye Terrace' },
  { zh: '浮石浦', en: 'Pumice Reach' },
  { zh: '松烟里', en: 'Pinesmoke Lane' },
]

const TRADES: readonly BilingualName[] = [
  { zh: '齿轮', en: 'Gearworks' },
  { zh: '温控', en: 'Thermal Controls' },
  { zh: '包装', en: 'Packaging' },
  { zh: '轴承', en: 'Bearings' },
  { zh: '涂料', en: 'Coatings' },
  { zh: '泵阀', en: 'Pumps and Valves' },
  { zh: '灯具', en: 'Lighting' },
  { zh: '线缆', en: 'Cables' },
  { zh: '滤材', en: 'Filtration' },
  { zh: '模具', en: 'Moulds' },
  { zh: '仓储', en: 'Storage' },
  { zh: '传感', en: 'Sensors' },
]

const FORMS: readonly BilingualName[] = [
  { zh: '有限公司', en: 'Ltd' },
  { zh: '股份公司', en: 'Corp' },
  { zh: '合作社', en: 'Cooperative' },
  { zh: '商行', en: 'Trading House' },
]
