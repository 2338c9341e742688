/** Names of companies and people that nobody bears: a place that is on no map, a trade, a form. Chinese and English. */
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

export function personName(random: Random): BilingualName {
  const family = random.pick(FAMILY_NAMES)
  const given = random.pick(GIVEN_NAMES)
  return { zh: `${family.zh}${given.zh}`, en: `${given.en} ${family.en}` }
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

const FAMILY_NAMES: readonly BilingualName[] = [
  { zh: '云', en: 'Yun' },
  { zh: '鹿', en: 'Lu' },
  { zh: '苔', en: 'Tai' },
  { zh: '舟', en: 'Zhou' },
  { zh: '霁', en: 'Ji' },
  { zh: '砚', en: 'Yan' },
  { zh: '棠', en: 'Tang' },
  { zh: '橹', en: 'Lu' },
]

const GIVEN_NAMES: readonly BilingualName[] = [
  { zh: '拾光', en: 'Shiguang' },
  { zh: '听松', en: 'Tingsong' },
  { zh: '半夏', en: 'Banxia' },
  { zh: '知雪', en: 'Zhixue' },
  { zh: '望舒', en: 'Wangshu' },
  { zh: '砾', en: 'Li' },
  { zh: '川柏', en: 'Chuanbai' },
  { zh: '南枝', en: 'Nanzhi' },
]
