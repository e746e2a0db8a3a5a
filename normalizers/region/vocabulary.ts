/** Closed word lists for reading place names: which are ordinary words too, what follows an office, what speaks of others. */

const PEOPLES =
  '(?:蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|' +
  '乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺)族?|(?:回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京|各)族';
const AUTONOMOUS = new RegExp(`^(.{2,}?)(?:${PEOPLES})+(?:自治[州县旗区]|区)$`, 'u');
/** 东乡族自治县, 鄂伦春自治旗: the people's name is the place. */
const NAMED_AFTER_PEOPLE = /^(.{2,}?)族?自治[州县旗区]$/u;

/** 峨边彝族自治县 → 峨边; null where the name is not of that kind. */
export function autonomousPlace(name: string): string | null {
  return (AUTONOMOUS.exec(name) ?? NAMED_AFTER_PEOPLE.exec(name))?.[1] ?? null;
}

/** Short names in official use that no rule gives, by code. */
export const IRREGULAR_ALIASES: Readonly<Record<string, readonly string[]>> = {
  '150223': ['达茂旗'],
  '150521': ['科左中旗'],
  '150522': ['科左后旗'],
  '150722': ['莫旗'],
  '152221': ['科右前旗'],
  '152222': ['科右中旗'],
  '210921': ['阜蒙县'],
  '211324': ['喀左县'],
  '220721': ['前郭县'],
  '652700': ['博州'],
  '652800': ['巴州'],
  '653000': ['克州'],
  '653131': ['塔县'],
};

/**
 * Names of counties that are ordinary words: 东区 and 城区 are parts of any town, 市中区 is cut from 全市中区域, 解放区 is history.
 * They denote the county only beside its parent (攀枝花市东区), or as an office (东区财政局) with other evidence of the parent.
 */
export const ORDINARY_WORDS: ReadonlySet<string> = new Set(
  '城区 郊区 矿区 东区 西区 新城区 老城区 市中区 市南区 市北区 城中区 城东区 城西区 城北区 新市区 港口区 南部县 解放区'.split(
    ' ',
  ),
);

/** Names that also arise between two words: 全州县市, 绿色通道县, 《规定》和县人大. Those in 和 (行政和县直, 人民和县) are told by their ending. */
export const ACCIDENTAL: ReadonlySet<string> = new Set('和县 全州县 通道县 互助县'.split(' '));
export const ACCIDENTAL_ENDING = /和[县区市]$/;

/** Short forms that are words of every report; they need more than themselves to be a place. */
export const ORDINARY_SHORTS: ReadonlySet<string> = new Set(
  '和平 新华 长安 向阳 平安 解放 前进 红旗 东风 振兴 建华 长寿 安定 永定 安宁 兴安 新兴 新建 民主 通道 互助 城关 市中 城中 东方 无为 公安 五常 大同 白云 青山 新城 郊 矿 大方 大通 大会 南部 中部 特区 长治 安康 来宾 日照 中山 文明 全南 同心 同德 尚志 建设 资源 开放 高新 会同 民权 民乐 团结 海港 港口 港北 港南 湖滨 新民 新生 新区 老城 东城 西城 城东 城西 城北 城南'.split(
    ' ',
  ),
);

/** What may stand before a name that is only read at the start of a word: 2024年滑县, 中共滑县委, 关于滑县. */
export const OPENS_NAME = /[年度共党对在于至向从由将的]$/u;

/** An office, directly after the name of its place. Used where the name alone could be an ordinary word. */
export const OFFICE =
  /^(?:人民政府|政府|人民法院|人民检察院|人大|政协|委(?:员会|办|组织部|宣传部|统战部|政法委)|纪委|[\p{Script=Han}、]{2,10}(?:局|委员会|办公室))/u;

/** Any organisation, directly after the name of its place. */
export const ORGANISATION =
  /^(?:委|人大|政协|政府|[\p{Script=Han}、（）()]{1,22}?(?:局|委|委员会|办公室|办事处|政府|法院|检察院|中心|院|学校|小学|中学|大学|幼儿园|站|所|馆|队|社|会|公司|厅|部))/u;

/** Kinds of zones that governments of their own publish for, which GB/T 2260 has no code for. */
export const ZONE =
  '(?:经济技术开发区|高新技术产业开发区|高新技术产业园区|高新技术开发区|经济开发区|高新区|经开区|开发区|新区|工业园区|产业园区|产业集聚区|综合保税区|保税区|保税港区|旅游度假区|风景名胜区|化工园区|农业示范区|示范区|试验区|合作区|管理区)';

/** Words in 区, 县, 市 that name no unit: 各县区财政局, 大型灌区管理局, 城市管理局, 县政务服务区. */
export const NO_UNIT =
  /^[各全我本该省市县区旗镇乡](?!.{2,}[县旗]$)|[县区市旗]{2}$|^(?:老|新|主|大|中心|县|旧|建)?城区$|(?:社|小|地|辖|景|市|郊|灾|库|林|牧|矿|校|片|老|山|园|发|护|能|范|保|军|防|学|灌|港|流|疫|活|务|训|管|片|聚|特|自治)区$|(?:城|都|超|县|门|夜|股|楼|集|省|全|各|我|本|该)市$/u;

/** Words beside a foreign county that show it is meant: counterpart aid, visits, borders, roads. */
export const IN_ITS_OWN_RIGHT =
  /对口|支援|援建|援藏|援疆|援青|帮扶|协作|结对|共建|考察|学习|交流|调研|参观|合作|友好|挂职|毗邻|接壤|交界|相邻|途经|通往|先进|兄弟县|兄弟市|异地|跨省|外地|户籍|招商|来自|公路|铁路|高速|流域|上游|下游/u;

/** 我县, 全区, 本旗: which class of division speaks. */
export const SELF_REFERENCE = /(?:我|本|全)(县|区|市|旗|州|省)(?!域)/gu;
