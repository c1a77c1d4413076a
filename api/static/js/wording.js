// Every sentence that the page itself says. What the assistant says comes from the server.

export const LIMIT = 2000;

export const WELCOME = {
  title: "您好，申报的事请问我",
  lead: "问政策、对照条件、填写申请表，都可以直接打字告诉我；有证照照片、以前的申请表或名单，点输入框旁的相机上传，不用再打一遍。答复附通知原文；通知没有写的，我会直说。",
  starts: [
    { title: "我们机构能申报吗", payload: "我们机构能申报吗", hint: "逐条对照创建标准" },
    { title: "什么时候截止", payload: "什么时候截止", hint: "看现在到了哪一步" },
    { title: "要交哪些材料", payload: "要交哪些材料", hint: "材料和报送方式" },
    { title: "开始填申请表", payload: "我要填申请表", hint: "边问边填，生成 Word 文件" },
  ],
};

export const SAY = {
  you: "您说：",
  assistant: "助手答复：",
  restoring: "正在打开之前的对话",
  restoreFailed: "之前的对话暂时没有取到，联网后会自动显示。您现在也可以继续提问。",
  thinking: "正在查找，请稍候",
  queued: "等待发送",
  sending: "正在发送",
  failed: "未送达",
  offline: "网络未连接，连上后会自动发送",
  unreachable: "暂时连不上服务",
  refused: "没有发送成功",
  retry: "重试",
  edit: "修改后再发",
  discard: "删除",
  unanswered: "这一句还没有得到答复。",
  resend: "重新发送",
  choices: "可以直接点选",
  copied: "已复制",
  copy: "复制",
  copyFailed: "请长按选中后复制",
  empty: "请先输入内容再发送。",
  newTurns: "另一个窗口有了新的对话，已同步到这里。",
  notKept: "这个浏览器不为嵌入的窗口保存对话，刷新后会重新开始。填表时请记下续填码，或点“新窗口打开”。",
  refusedSend: "这句话没有发送成功，请按提示修改。",
};

export const OUTCOME_TAG = {
  declined: "通知没有写明",
  handoff: "请人工答复",
  error: "没有办成",
};

export const PERSON = {
  tag: "工作人员答复",
  waiting: "已转给工作人员，答复会显示在这里。",
  talking: "正在与工作人员对话。",
  end: "结束人工",
};

export const RATING = {
  group: "这条答复有用吗",
  yes: "有用",
  no: "没用",
  label: "对这条答复的意见，选填",
  placeholder: "想补充的意见（选填，请勿写个人信息）",
  send: "提交",
  thanks: "已记下，谢谢。",
  kept: "意见已收到，谢谢。",
  failed: "没有保存成功，请稍后再试。",
};

export const VERDICT = {
  符合: "pass",
  不符合: "fail",
  信息不足: "unknown",
  需佐证: "evidence",
};

/** Order in which groups of criteria are shown: what decides first comes first. */
export const VERDICT_ORDER = ["不符合", "信息不足", "需佐证", "符合"];

/** Kinds of criteria that are no plain conditions, each shown as a group of its own. */
export const KINDS = {
  evidence: "由评审认定的方面",
  priority: "优先推荐条件（不是必备条件）",
};

export const CARD = {
  verdictTitle: "条件对照结果",
  verdictNote: "按您提供的情况对照，供自查用，不是审核结论。",
  missing: "还需要补充",
  evidence: "需要的佐证",
  clause: "通知原文",
  see: "查看逐条结果",
  timeline: "创建工作阶段",
  now: "现在",
  past: "已过",
  form: "申请表填写进度",
  checking: "已记下的情况",
  kept: "填申请表时不再重复问",
  asking: "正在填",
  paused: "已暂停，随时可以接着填",
  done: "已填完，请核对后生成文件",
  finished: "申请表已生成",
  resumeCode: "续填码",
  resumeHint: "请记下。换设备或改天填写时，点“继续填表”输入。",
  keptUntil: "保留至",
  download: "下载申请表",
  document: "下载文件",
  downloadNote: "Word 文件，可打印、修改后盖章",
  preview: "先在网页上看看",
  downloadSheet: "Excel 文件，内容相同",
  basis: "依据",
  panelEmpty: "开始填表或对照条件后，进展会显示在这里。",
  open: "查看",
  progress: "申报进展",
};

export const FILES = {
  limitMb: 12,
  said: (name) => `上传：${name}`,
  earlierSaid: "您以前填过申请表",
  reading: "正在读取，照片大约需要十几秒",
  refused: "没有读出来",
  attach: "作为照片附在表后",
  tooBig: (mb) => `文件有 ${mb} MB，一次最多 12 MB，没有上传，申请表没有变。请压缩或重拍后再传。`,
  unreachable: "暂时连不上服务，文件没有上传，申请表没有变。请联网后再传一次。",
  title: (source) => `从${source}读出的内容`,
  earlierTitle: (source) => `${source}，可以直接填入`,
  lead: (title) => `请核对后勾选要填入《${title}》的内容，可以在框里修改。没有自动勾选的，请看旁边的说明。`,
  textOf: (label) => `${label}：读出的内容，可以修改`,
  pictureOf: (label) => `图片上“${label}”这一处`,
  same: (labels) => `已经填过、内容相同的：${labels.join("、")}。`,
  kept: (minutes) => `原文件读完就已删除。上面的内容最多保留 ${minutes} 分钟，填入或放弃后马上删除。`,
  earlierKept: "勾选的内容会填进现在这张表，以前的申请表不变。",
  take: (n) => (n ? `填入选中的 ${n} 项` : "填入选中的"),
  drop: "都不填",
  pickAll: "全部勾选",
  pickNone: "全部不勾选",
  taking: "正在填入",
  none: "请先勾选要填入的内容。",
  dropped: "好的，没有填入，读出的内容已经删除。",
  rows: "选择机构",
  nameless: (n) => `第${n}行（未写名称）`,
  takeRow: "就填这一家",
  goOn: { text: "继续填写", label: "接着填" },
  ready: "读出来了，请核对。",
};
export const STAFF = {
  limitMb: 5,
  hello: (person) => `${person.display}，您好（${person.region}，${person.role}）`,
  lead: "您已登录工作台，可以在这里预审自己审核范围内的申报。预审结果只显示给您，不保存在对话里。",
  starts: [
    { title: "全部申报情况", payload: "全部申报情况", hint: "您审核范围内已提交的" },
    { title: "哪些只差一条", payload: "哪些只差一条", hint: "接着问“为什么不符合”" },
  ],
  upload: { title: "批量预审一份名单", hint: "上传 Excel（.xlsx），排好名次" },
  working: "正在逐家核对，名单长的要等几分钟。可以接着做别的，结果会显示在这里。",
  ahead: (n) => `前面还有 ${n} 份名单在核对。可以接着做别的，结果会显示在这里。`,
  refused: "名单没有核对",
  tooBig: (mb) => `文件有 ${mb} MB，一次最多 5 MB，没有上传。请删去图片和多余的工作表，或把名单分成几份再传。`,
  unreachable: "暂时连不上服务，请联网后再试。",
  lapsed: "您在工作台的登录已经失效，名单没有核对。请重新登录工作台（/console），回到这里再上传一次。",
  lapsedDrop: "您在工作台的登录已经失效，没有删除。请重新登录工作台（/console）后再试；到期后会自动删除。",
  ready: "名单核对好了，请看结果。",
  result: "批量预审结果",
  total: (n, day) => `共 ${n} 家，按${day}的情况核对：`,
  problems: (n) => `有 ${n} 处没有读出来或要核对，见下载的结果。`,
  download: "下载排好名次的结果",
  downloadNote: "Excel 文件：排名、逐条核对、未读出和需核对",
  caution: "只按名单中填报的内容对照通知条件，不代替评审。",
  kept: (hours) => `名单核对完就已删除；结果保留 ${hours} 小时，只有您能下载。`,
  drop: "现在删除",
  dropped: "名单和结果已经删除。",
  askOn: "上面是前几名。可以接着问，例如“某某护理院为什么不符合”。",
  listAsks: ["哪些只差一条"],
  rank: (n) => `第${n}名`,
  row: (n) => `原表第${n}行`,
  asOf: (day) => `按${day}核对`,
  open: "还不能算符合的必要条件",
  allMet: "必要条件全部符合；其余方面由评审专家根据材料认定。",
  see: "在工作台打开",
  template: "下载名单模板",
  packageAll: "下载整个材料包",
  packageNote: "ZIP 文件，解压后就是按次序编好号的文件",
};

/** The sentence sent to the assistant to have one's data removed. */
export const ERASE = "删除我的数据";

export const RESUME = {
  empty: "请输入续填码。",
  unknown: "没有找到这个续填码。请核对字母和数字；草稿过期后也会找不到。",
  down: "暂时连不上服务，请稍后再试。",
  /** The sentence sent to the assistant to take up a draft. */
  message: (code) => `继续填表，续填码 ${code}`,
};

export const over = (n) => `超出 ${n} 字。一次最多 ${LIMIT} 字，请删减或分几次发送。`;
export const left = (n) => `还可输入 ${n} 字`;
export const retryIn = (s) => `${s} 秒后自动重试`;
export const moreBasis = (n) => `另有 ${n} 条依据`;
export const items = (n) => `${n} 项`;
export const noted = (n) => `已记下 ${n} 项`;
/** @param {string} since @param {string | null} until */
export const inForce = (since, until) => `适用时间：${since}起${until ? `至${until}` : ""}。`;
export const asOf = (day) => `对照日期：${day}。`;
export const downloadOf = (noun) => `下载${noun}`;
export const finishedOf = (noun) => `${noun}已生成`;
export const progress = (filled, total) => `已填 ${filled} 项，共 ${total} 项`;
export const daysLeft = (n) => (n === 0 ? "本阶段今天结束" : `本阶段还有 ${n} 天`);
export const draftWarning = (code) =>
  `这次对话里有一份申请表，续填码是 ${code}。请先记下，之后可以凭它接着填或下载。`;
