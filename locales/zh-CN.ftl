### 页面的句子，简体中文。键与 en.ftl 一一对应。
###
### 排版（两个中文文件都一样，有测试检查）：
### - 标点用全角：，。：；！？（）“”、……
### - 汉字与拉丁字母、数字之间空一格：区块 { $index }。与全角标点之间不空格。
### - 句子里的节点名放进引号，引号外不空格：“{ $name }”加入了。名字可能是汉字，也可能是字母，
###   这样两种都清楚。冒号前、列表和标签里的名字不加引号。
###
### 用词，一件事一个词：
###   block 区块    chain 链    genesis 创世区块    tip 链尾    transaction 交易    mempool 交易池
###   hash 哈希    proof 证明（全称：工作量证明）    difficulty 难度    bit 比特    worker 线程
###   hash power, rate 算力    mine 挖矿，挖出区块    reward 奖励    rules 规则    proof rule 证明规则
###   node 节点    peer 其他节点    register 注册    room 房间    relay 中继
###   listen to 采信（它的链）    hear, reach 联系得到、收到（它的消息）
###   resolve 解决冲突    fork 分叉    branch 分支    reorg 重组    orphaned 孤块    adopt, take 采用
###   mode 模式：manual 手动，live 实时    theme 配色：auto 跟随系统
###   split 分成两区（分区）：甲区，乙区    heal 恢复连通    cut 切断    mend 恢复
###   store 保存    restore, read back 还原    earlier node 以前的节点    wake 唤醒    awake 运行    forget 删除
###   link 前后相接，断了是前后脱节（不说“链接断开”：那像是断网）

## 页首
document-title = { $name }：{ $blocks } · tabchain
tabchain = tabchain
this-node = 本节点
rename = 改名
rename-node = 给本节点“{ $name }”改名
rename-submit = 保存
name-field = 新名字
settings = 本节点与设置
chain-length = 链长
room = 房间
new-room = 新房间
rules = 规则
rules-short = { $proof }，{ $bits } 比特
rules-signed = { $rules }，签名账本
rules-pace = { $rules }，每区块 { $seconds } 秒
pace-now = 哈希不大于 { $target }……，累计工作量 { $work }
mode = 模式
mode-manual = 手动
mode-live = 实时
mode-manual-meaning = 点“解决冲突”时才同步
mode-live-meaning = 区块和交易自动同步
theme = 配色
theme-auto = 跟随系统
theme-light = 浅色
theme-dark = 深色
theme-projector = 投影
language = 语言
views = 视图
view-node = 节点
view-playground = 试验台
view-tamper = 篡改
view-forks = 分叉
view-network = 网络
view-lab = 实验室
view-lessons = 课程
view-stage = 大屏
skip = 跳到正文
astray = 网址里写的视图或课程不存在，请在上面选一个。
loading-view = 正在载入视图……
missing-view = 视图载入失败：{ $why }。请检查连接，然后重新打开这个视图。
error = 出错了
dismiss = 知道了

## 缎带
ribbon = 最新的区块
ribbon-blocks = 个区块
ribbon-pending =
    { $count ->
        [0] 交易池：没有待处理的交易
       *[other] 交易池：{ $count } 笔待处理的交易
    }
ribbon-tip = { $block }；链到此为止的节点：{ $who }
ribbon-length = { $who }（{ $length }）
ribbon-elsewhere = 不在这些区块上：{ $who }

## 一条链被另一条取代
theatre-taken = 对方的链
theatre-given-up = 原来的链
theatre-more = + { $count }
theatre-again = 重播

## 难度的要求
demand-none = 任何哈希都可以
demand-first-digit = 哈希的第一位不大于 { $last }
demand-zeros = 哈希开头是 { $zeros }
demand-zeros-and-digit = 哈希开头是 { $zeros }，下一位不大于 { $last }
zeros-counted = { $count } 个零

## 数字
none-yet = –
rate-one = { $figure } 次/秒
rate-thousand = { $figure } 千次/秒
rate-million = { $figure } 百万次/秒
span-instant = 0.1 秒以内
span-seconds = { $seconds } 秒
span-minutes = { $minutes } 分 { $seconds } 秒
span-hours = { $hours } 小时 { $minutes } 分
span-days = { $days } 天
span-years = { $years } 年
blocks = { $shown } 个区块
node-named = { $name }（{ $address }）

## 节点的名字，直到有人改名为止：前半和后半各取一个词
node-name-first = 红 橙 翠 青 蓝 紫 金 银 白 黑 灰 粉 棕 花 玉 雪
node-name-last = 獾 鹤 鹊 鹰 狐 鹿 鹭 猫 獭 熊 雀 兔 豹 狮 鲸 狼
node-name = { $first }{ $last }

## 分成两区的房间
split-half =
    { $heard ->
        [0] { $split }
       *[other] “{ $teller }”说：{ $split }
    }本标签页在{ $half ->
        [1] 甲
       *[other] 乙
    }区，{ $count ->
        [0] 区内没有其他节点
       *[other] 同区的节点：{ $with }
    }{ $more ->
        [0] 。
       *[other] ，另有 { $more } 个。
    }
split-heal = 为所有人恢复连通
ignore = 不理会它的切断和分区
heed = 重新接受它的切断和分区
list-of-two = { $one }、{ $other }

## 本节点的操作
deeds = 本节点的操作
mine-title = 挖矿
mine = 挖出区块 { $index }
cancel-mining = 停止
no-search = 还没有搜索过。搜索时，这里会显示正在试哪些数字、哪个最接近、速度有多快。
attempts = 尝试次数
rate = 算力
rate-of-workers = 算力，{ $count } 个线程
elapsed = 已用时间
waiting = 排队
chance-bar = 100 次搜索中有多少次此时已经结束
chance =
    { $percent ->
        [0] 100 次搜索中，不到 1 次此时已经结束。
       *[other] 100 次搜索中，{ $percent } 次此时已经结束。
    }大约每 { $expected } 次尝试有一个工作量证明。
expected = 依次尝试 0、1、2……大约每 { $expected } 次尝试有一个工作量证明。
time-here = { $sentence }在这台机器上，每个区块需要 { $span }。
keep-mining = 连续挖矿
workers = 线程
rate-of-worker = { $number }：{ $rate }
hash-tried = 试过：{ $number }
hash-best = 最接近：{ $number }
hash-found = 找到：{ $number }
hash-best-other = 其余最接近：{ $number }
hash-zeros = { $count }/{ $asked } 个零
hash-bits = { $count }/{ $asked } 个零比特
hash-at-most = 不大于 { $asked }……
first-block =
    { $slow ->
        [1] 第一个区块放慢了给你看
       *[other] 你的第一个区块
    }：从 0 试到 { $proof }，用了 { $span }。

first-what = 这个标签页就是区块链网络中的一个节点。用一分钟看它怎样工作：
first-mine = 在这里挖出一个区块。
first-there = ，在那里挖出两个区块。
first-resolve = 在这里解决冲突：最长的链胜出。
first-done = （已完成）
first-lesson = 或者从第 1 课开始
first-close = 隐藏

transact-title = 交易
sender = 付款方
sender-example = 谁付款？
recipient = 收款方
recipient-example = 付给谁？
amount = 金额
amount-example = 5
transact = 提交
sender-refused = 付款方：{ $reason }
recipient-refused = 收款方：{ $reason }
amount-refused = 金额：{ $reason }
fee-refused = 手续费：{ $reason }
account-refused = 必须是这里某一个节点的名字，或账户：64 位小写十六进制数字
light-node = 本节点只保存区块头：它跟随工作量最多的链，不挖矿，也不知道余额。对自己的支付，它会索取路径，用来证明支付在哪个区块中。
header-only = 这里只有区块头：交易在其他节点那里。
pay-title = 货币
pay = 签名并付款
account = 本节点的账户
account-coming = 正在生成密钥……
account-example = 节点名，或 64 位十六进制数字
balance = 余额
spendable = 其中 { $coins } 个可用：其余在等待打包的支付中。
fee = 手续费
with-fee = 手续费 { $fee }
statement-title = 收支
statement-empty = 最近 100 个区块里没有。本节点每挖出一个区块，奖励都记在这里。
statement-to = 付给
statement-from = 来自
statement-pending = 等待打包
statement-block = 区块 { $index }，{ $confirmations } 次确认

resolve-title = 解决冲突
resolve = 解决冲突
resolve-meaning =
    { $count ->
        [0] 还没有注册任何节点，所以没有节点可问。
       *[other] 询问已注册的 { $count } 个节点，采用最长的有效链。
    }
resolving = 正在向 { $count } 个节点索取它们的链……

verdict-adopted =
    我们的链让位了，换成“{ $who }”{ $work ->
        [0] 更长的链
       *[other] 工作量更多的链
    }：{ $shown } 个区块。
verdict-kept =
    我们的链不变：{ $count } 个节点回答了，都没有{ $work ->
        [0] 更长
       *[other] 工作量更多
    }的有效链。
verdict-unverified = 我们的链不变：有一条更长的链，但本机无法验证其中的签名。
verdict-silent = 我们的链不变：没有节点及时回答。

rules-title = 房间的规则
proof-rule = 证明取决于什么
classic-meaning = 只取决于前一个证明。改动区块不用重做工作：这是教程的已知缺陷。
linked-meaning = 取决于前一个证明和前一个区块的哈希。
sealed-meaning = 取决于整个区块。改动任何内容都必须重新搜索。
header-meaning = 取决于区块头，其中有一个代表全部交易的哈希。和 sealed 一样难改，而且不看交易也能检查。
difficulty = 难度（比特数）
difficulty-meaning = 也就是说：{ $demand }。大约要尝试 { $expected } 次。
difficulty-slow = 在这台机器上，每个区块约需 { $span }。
difficulty-range = 0 到 256 之间的整数。
rules-submit = 设定规则
presets = 预设
preset-tutorial = 教程
preset-sealed = 封装
preset-coins = 货币
preset-like-bitcoin = 仿比特币
rules-more = 账本、奖励、出块节奏
rule-signed = signed
signed-meaning = 账户就是密钥，支付要签名。没有的币花不了；币只来自奖励。
rule-reward = 区块 2 的奖励（币）
rule-halving = 每隔多少个区块奖励减半（0 为从不）
rule-block = 每个区块最多几笔支付
rule-block-seconds = 每个区块应用时多少秒（不填则难度不变）
rule-half-life = 落后多少秒时难度减半
retarget-meaning = 填了这两项，难度就随算力变化，由工作量最多的链胜出，而不是最长的链。需要 sealed 或 header。
rule-out-of-bounds = 必须在 { $least } 到 { $most } 之间
rule-unbound-timestamps = 需要证明规则 sealed 或 header：否则不花工作量就能改区块的时间
rule-no-number = 必须是整数
rules-locked = { $why }。
rules-back = 改回 { $rules }

## 链
chain-title = 链
newest-first = 最新的在上
block = 区块 { $index }
hash = hash
previous-hash = previous_hash
proof = proof
genesis = 创世区块：前面没有别的区块
no-transactions = 没有交易。
reward = 奖励
gives-to = 付给
more-transactions = 还有 { $count } 笔
mined-by = 由“{ $who }”挖出
unfold = 展开
unfold-block = 展开区块 { $index } 的全部内容
fold = 收起
fold-block = 收起区块 { $index }
block-json = 哈希就是根据这段内容算出的（此处分行显示）
unchecked = 时间戳、奖励和金额的正负没有人检查：这里的规则只看前后是否相接，以及工作量证明。
mempool-title = 交易池
mempool-into = 等待写入区块 { $index }
mempool-empty = 没有待处理的交易。下一个区块里只会有挖矿奖励。
only-genesis = 这是创世区块，也就是第一个区块，这里的每个节点都一样。挖矿就能添加下一个。
later-blocks = 之后还有 { $shown } 个区块
earlier-blocks = 之前还有 { $shown } 个区块
show-later = 显示之后的
show-newest = 显示最新的
show-earlier = 显示之前的

## 其他节点
others = 其他节点在做什么
nodes-title = 节点
auto-register = 自动注册新节点
no-nodes = 这个房间里只有你。在第二个标签页中打开本页：它会成为另一个节点，两个节点会自动发现彼此。
no-nodes-heard = 没有收到其他节点的消息。
open-second-tab = 打开第二个标签页
unnamed = 未知节点
registered = 已注册
not-registered = 未注册
not-heard = 还没有收到消息
other-rules = 使用不同的规则：{ $rules }。它的链在这里无效。
other-rules-unknown = 使用不同的规则。它的链在这里无效。
misbehaved = 行为不当：{ $what }。
register = 注册
register-node = 注册“{ $who }”
unregister = 取消注册
unregister-node = 取消注册“{ $who }”
register-by-address = 按地址注册
address-example = tab-… 或 127.0.0.1:5001

answer-title = 最近的回答
no-answer = 挖矿、交易或解决冲突之后，回答会显示在这里，与教程中节点的回答完全一致。
answer-json = 教程中节点的原样回答
long-answer = 回答很长（{ $kilobytes } kB），点此显示
peer-answered = { $who }：{ $shown } 个区块。未采用：只采用最长的有效链，而且它必须比我们的链长。
peer-adopted = { $who }：{ $shown } 个区块。这是最长的有效链，现在也是我们的链。
peer-refused = { $who }：已拒绝，{ $reason }。
peer-silent = { $who }：没有及时回答。
peers-not-longer =
    另外 { $count } 个：{ $work ->
        [0] 没有更长
       *[other] 工作量没有更多
    }
peers-silent = { $count } 个没有及时回答
peer-unverified = { $who }：它的链已取来，但本机无法验证其中的签名：{ $why }。

events-title = 动态
no-events = 还没有动态。谁加入、谁离开、哪条链胜出，都会显示在这里。
event-joined = “{ $who }”加入了。
event-left = “{ $who }”离开了。
event-out-of-reach = 已经联系不上“{ $who }”。
event-fault = “{ $who }”行为不当：{ $what }。
event-two-tips =
    “{ $who }”自相矛盾：{ $own ->
        [0] 据“{ $by }”说，它对那个节点
       *[other] 它对本节点
    }说了另一条同样长的链（{ $length } 个区块）。它在说谎，或者有人在那里换了链。
event-shorter-answer = “{ $who }”自相矛盾：它声称有 { $claimed } 个区块，回答时只有 { $answered } 个。
event-reorg =
    从“{ $from }”采用了 { $adopted } 个区块；{ $orphaned ->
        [0] 没有区块成为孤块
       *[other] { $orphaned } 个区块成为孤块
    }；{ $returned ->
        [0] 没有交易回到交易池
       *[other] { $returned } 笔交易回到交易池
    }。
event-split =
    { $own ->
        [0] “{ $who }”
       *[other] 本节点
    }{ $splits ->
        [0] 恢复了两区的连通
       *[other] 把房间分成了两区
    }。
event-cut = “{ $who }”切断了本节点与“{ $other }”的连接。
event-mended = “{ $who }”恢复了本节点与“{ $other }”的连接。
event-still-cut = 仍然切断的连接：{ $others }。
event-mended-all = “{ $who }”恢复了所有连接，其中 { $count } 个是本节点的。
event-ignored =
    “{ $who }”的切断和分区{ $ignored ->
        [0] 在这里重新生效。
       *[other] 在这里不再生效。
    }
event-payment-shown = 你的支付 { $id } 在区块 { $block } 中：它的路径通到该区块头的默克尔根。
event-payment-dropped = 你付给 { $recipient } 的 { $amount } 个币不会上链：{ $reason }。
event-block-ahead = “{ $who }”的区块 { $block } 的时间比本机时钟早到 { $minutes } 分钟，要等到那时才采用。
event-clock-off = 本机时钟比大多数节点{ $behind ->
    [1] 慢
   *[0] 快
  } { $seconds } 秒。请校准时钟，否则本节点的区块可能要等待。
event-rules-joined =
    采用房间里多数节点的规则：{ $rules }。{ $count ->
        [0] {""}
       *[other] 规则不同的：{ $others }。
    }
event-mined =
    挖出区块 { $index }，用时 { $span }，尝试 { $tried } 次。{ $percent ->
        [-1] {""}
        [0] 几乎没有搜索会更快结束。
       *[other] 100 次搜索中有 { $percent } 次会更快结束。
    }
event-restored =
    本节点已还原：{ $blocks }，{ $pending ->
        [0] 没有待处理的交易
       *[other] { $pending } 笔待处理的交易
    }。
event-damaged =
    { $kept ->
        [0] 保存的 { $stored } 个区块都无法读取。
       *[other] 保存的 { $stored } 个区块中，区块 { $index } 之后的都无法读取。
    }找到的内容可以在“以前的节点”中导出。
event-damaged-pending = 有些待处理的交易无法读取。找到的内容可以在“以前的节点”中导出。
event-unreadable = 原来的节点保存的内容无法读取，所以这个标签页成了一个新节点。找到的区块可以在“以前的节点”中导出。
event-stored-again = 本节点的内容又可以保存了，这期间的内容也已保存。
event-another-awake = 原来的节点正在另一个标签页中运行，所以这个标签页成了一个新节点。
event-newer-stored = 原来的节点是由新版页面保存的，这里没有改动它；这个标签页成了一个新节点。重新载入即可使用新版页面。

## 本浏览器保存的节点
earlier-title = 以前的节点
earlier-meaning = 这个浏览器以前运行过的节点。唤醒其中一个，这个标签页就会变成那个节点；现在的节点会留在列表里。
earlier-room = 房间 { $room }
earlier-seen = 上次运行：{ $moment }
earlier-awake = 正在另一个标签页中运行
earlier-awake-why = 这个节点正在另一个标签页中运行。请先关闭那个标签页。
earlier-damaged = 有些区块无法读取。“导出”会保存找到的内容。
earlier-unreadable = 无法读取的节点
earlier-unreadable-meaning = 它的名字和状态无法读取，所以不能唤醒。“导出”会保存找到的区块。
earlier-kept = 节点只保存在这台设备的这个浏览器里。如果别人也用这台设备，离开前请把它们删除。
stored-title = 保存在这台设备上的内容
wake = 唤醒
wake-node = 唤醒“{ $who }”
export-stored = 导出
export-stored-node = 导出“{ $who }”
forget = 删除
forget-node = 删除“{ $who }”
forget-meaning = 从这个浏览器中删除它的 { $blocks }（{ $kilobytes } kB）和待处理的交易。删除后无法恢复。
forget-unreadable-meaning = 从这个浏览器中删除它剩下的内容。删除后无法恢复。
forget-submit = 永久删除“{ $name }”
forget-all = 删除这台设备上的全部内容
forget-all-meaning = 删除这个浏览器保存的所有节点，包括这个标签页的节点，以及它们的全部区块和待处理的交易。删除后无法恢复。
forget-all-submit =
    永久删除{ $count ->
        [1] 这个节点
       *[other] 全部 { $count } 个节点
    }

## 还原链，以及没有保存的情况
restoring = 正在还原……
restored-of = { $done } / { $total } 个区块
storage-fault = 本节点的内容没有保存：{ $why }。
storage-meaning = 节点照常工作，但关闭或重新载入这个标签页后，没有保存的内容就会丢失。
storage-full = 存储空间已满
storage-full-advice = 请删除以前的节点，或者清理这台设备的存储空间：一分钟之内，本节点就会重新开始保存。如果做不到，关闭这个标签页之前，请先保存它的链：打开“篡改”，再点“导出”。
storage-refused = 浏览器不为本页保存任何内容（{ $words }）
storage-refused-advice = 在无痕窗口里，或者禁用了 Cookie 时，就会这样。想保留节点，请用普通窗口打开本页，并允许它保存数据。
storage-newer = 这里保存着新版页面的节点
storage-newer-advice = 重新载入本页即可使用新版页面。
storage-closed = 另一个标签页已删除保存的内容，或正在升级它
storage-closed-advice = 还需要这个节点时，请不要关闭这个标签页。重新载入后，它会成为一个新节点，并重新开始保存。
storage-failed = 浏览器保存时出错（{ $words }）
storage-failed-advice = 请重新载入本页。如果还是不行，请重启浏览器。

relay-title = 中继
relay-connected = 已连接：也能联系到其他浏览器和其他设备上的节点。
relay-unconnected = 未连接。
relay-lost = 中继断开了。链还安全地留在这个标签页里，请不要关闭它。页面会自动重试；在此之前只能联系到本浏览器的标签页。
relay-in-use = 离线：这个房间里有另一个节点在用同一个地址。重新载入页面就会换一个地址。
relay-others-unheard = 暂时联系不到其他中继上的节点。
relay-join = 邀请别人加入
relay-join-code = 加入地址的二维码
relay-api = 用程序调用本节点

## 核心拒绝的理由
refused-field = { $field }：{ $reason }
refused-no-nodes = 请提供有效的节点地址
refused-address = 列表中第 { $position } 个节点（{ $text }）不是有效的地址：{ $reason }
refused-oneself = “{ $who }”就是本节点；请注册别的节点
refused-too-many-nodes = 最多可以注册 { $most } 个节点
refused-not-registered = 这里没有注册“{ $who }”
refused-room-not-empty = 只有在空房间里才能更改规则；这里还有另外 { $count } 个节点
refused-already-begun = 只有在第一个区块和第一笔交易之前才能更改规则；想用别的规则，请打开新房间
refused-not-adopted = 无法采用：{ $reason }
refused-resolving = 正在解决冲突；请等它结束
refused-invalid = 这条链无效：{ $fault }
refused-unverified = 本机无法验证签名或签名：{ $why }
refused-wrong-signature = 这笔支付不是用付款人的密钥签名的
refused-unknown-transaction = 链上和交易池里都没有这个编号的交易
refused-light = 本节点只保存区块头：它不挖矿，也没有区块和余额
refused-open-ledger = 这个房间的账本是开放的，没有账户
refused-not-signed = 这个房间的交易要有 fee、seq 和 signature；用本节点的账户付款请用 pay
refused-no-account = 本节点的密钥还没有准备好；请稍后再试
pool-no-payment = 这不是一笔支付：签名账本的支付要有付款账户、收款账户、金额、手续费、seq 和签名
pool-known = 这笔支付已经在等待打包
pool-seq-past = 这个账户 seq 为 { $seq } 的支付已在链上：下一个 seq 是 { $next }
pool-seq-too-far = seq { $seq } 超前太多：链上这个账户的下一个 seq 是 { $next }，等待打包的支付最多超前 { $most }
pool-funds = 这个账户在链上有 { $has } 个币，不够支付这一笔和其余等待打包的支付：连手续费共需 { $needs } 个
pool-fee-too-low = 已有一笔相同 seq 的支付在等待打包：要取代它，手续费至少 { $needed }，而不是 { $fee }
pool-full = 已有 { $most } 笔支付在等待打包，放不下更多：手续费至少 { $needed }
pool-full-for-any-fee = 已有 { $most } 笔支付在等待打包，放不下更多，而且它们都排在这一笔之前
drop-spent = 链上已有相同 seq 的另一笔支付
drop-funds = 链变化之后，这个账户的币不够了
drop-replaced = 相同 seq、手续费更高的另一笔支付正在等待打包
drop-crowded = 手续费更高的支付太多
drop-too-far = 链变化之后，它的 seq 超前太多
refused-cancelled = 挖矿已停止
refused-search-failed = 没有找到工作量证明：{ $why }
refused-too-many-waiting = 等待的命令太多；请等其中一些结束
refused-chain-full = 链已达到 256 MiB，这是一个标签页能保存的上限；请打开新房间
refused-mempool-full = 交易池已满；请先挖出一个区块

field-missing = 没有填写
field-too-long = 最多 { $most } 个字符
field-kept-for-reward = “0”专用于挖矿奖励
field-not-positive = 必须大于 0
field-coins = 必须是 { $least } 到 { $most } 之间的整数
amount-no-number = 必须是数字，例如 5 或 2.5
difficulty-refused = 必须是 0 到 { $max } 之间的整数（比特数）
name-missing = 没有填写名字
name-too-long = 名字最多 { $most } 个字符
name-control = 名字里不能有换行或其他看不见的字符
address-missing = 没有填写地址
address-too-long = 地址最多 { $most } 个字符
address-character = { $character } 不能出现在地址中

adoption-not-longer = 另一条链有 { $offered } 个区块，这条链有 { $own } 个：只采用更长的链；难度会变化时，只采用工作量更多的链
adoption-stale = 分支从区块 { $base } 长出，而这个区块已经不在链上
adoption-unverified = 区块 { $block } 的签名还没有验证
adoption-empty = 另一条链是空的
adoption-other-rules = 分支的规则（{ $branch }）与链的规则（{ $chain }）不同

## 其他节点做了什么
peer-other-rules = 它使用不同的规则：{ $rules }
peer-invalid = 它的链无效：{ $fault }
peer-unreadable = 它发来了无法读取的内容：{ $why }
unreadable-version = 它使用第 { $version } 版消息，本节点使用第 { $own } 版；请重新载入两个页面
unreadable-message = 不是本节点认识的消息（{ $words }）
peer-pending-reward = 奖励不能是待处理的交易
peer-absurd-length = 它声称自己的链有 { $length } 个区块，超出节点能接受的长度
peer-too-large = 它发来的内容超出节点能接受的大小
peer-beyond-question = 它答非所问
peer-trickle = 它答应的区块比实际发来的多
peer-flooding = 它发送的消息太多
peer-wrong-signature = 它发来一笔不是由付款人签名的支付

## 为什么没有找到工作量证明
search-exhausted = 所有数字都试过了
search-not-started = 浏览器无法启动挖矿线程（{ $words }）；请重新载入页面，或换一个浏览器打开
search-not-loaded = 挖矿线程无法载入
search-crashed = 挖矿线程出错了（{ $words }）
search-refused = 挖矿线程无法执行这次搜索（{ $words }）
search-other-build = 挖矿线程与页面的版本不同；请重新载入页面
search-ended = 搜索提前结束了

## 为什么没有验证签名
signatures-not-started = 浏览器无法启动验证签名的线程（{ $words }）；请重新载入页面，或换一个浏览器打开
signatures-not-loaded = 验证签名的线程无法载入
signatures-crashed = 验证签名的线程出错了（{ $words }）
signatures-no-random = 浏览器给不出随机数，因此无法生成密钥

## 中继没有做到什么
relay-unreachable = 无法连接中继
relay-not-allowed = 中继只调用启动时指定的节点；要允许这个节点，请加上“--peer http://{ $who }”启动中继
relay-other-room = “{ $who }”对应的标签页在另一个房间
relay-broken-off = 无法连接“{ $who }”，或者它的回答中断了
relay-late = “{ $who }”在 { $figure } 秒内没有回答
relay-status = “{ $who }”返回了状态码 { $figure }
relay-no-chain = “{ $who }”的回答不是含有 chain 的 JSON 对象
relay-too-large = “{ $who }”的链超过 { $figure } 字节
relay-unexplained = 中继返回了状态码 { $figure }
relay-words = 中继说：“{ $who }”

## 验证的发现
fault-empty = 链是空的：连创世区块都没有。
fault-genesis = 区块 { $block } 不是本网络的创世区块：它的 index 必须是 1，没有交易，proof 是 100，previous_hash 是 1 或本网络规则的哈希。
fault-index = 区块 { $block } 的编号不对：index 必须是 { $block }，即它在链中的位置。
fault-link = 区块 { $block } 与前面脱节：它的 previous_hash 不是区块 { $before } 的哈希。
fault-timestamp = 区块 { $block } 的时间戳不对：它必须晚于之前 11 个区块的中位数。
fault-merkle = 区块 { $block } 的 merkle_root 与它的交易不符。
fault-proof = 区块 { $block } 缺少工作量：它的证明的哈希不够小。
fault-full = 区块 { $block } 太满：支付的数目超过了规则允许的上限。
fault-no-reward = 区块 { $block } 的末尾没有奖励。
fault-reward = 区块 { $block } 的第 { $transaction } 笔交易：奖励必须是区块的最后一笔交易，金额等于新币加上全部手续费。
fault-seq = 区块 { $block } 的第 { $transaction } 笔交易：它的 seq 不等于付款人此前的支付次数。
fault-funds = 区块 { $block } 的第 { $transaction } 笔交易：付款人没有这么多币。
fault-signature = 区块 { $block } 的第 { $transaction } 笔交易：签名不是付款人的。

## 什么不是链
parse-block = 区块 { $block }：{ $reason }
parse-block-field = 区块 { $block }，{ $field }：{ $reason }
parse-field = { $field }：{ $reason }
parse-syntax = 不是 JSON：第 { $line } 行第 { $column } 列应为：{ $expected }
parse-not-unicode = 不是 Unicode 文本：代理对只有一半
parse-missing = 缺少字段
parse-unknown = 未知字段
parse-duplicate = 字段重复
parse-not-object = 必须是对象
parse-not-list = 必须是列表
parse-other-length = 必须是 { $blocks }，也就是链中区块的数量
parse-not-text = 必须是文本
parse-not-integer = 必须是整数
parse-negative = 不能是负数
parse-too-large = 超出范围：不能大于 { $max }
parse-index-from-one = 从 1 开始计数
parse-not-previous-hash = 必须是引号中的 64 位十六进制数字，在创世区块中则是 1 或 "1"
number-none = 必须是数字
number-out-of-range = 超出范围：整数必须在 -2^63 与 2^64 - 1 之间，浮点数必须是有限值
hash-no-digits = 必须是 64 位十六进制数字
hash-upper-case = 十六进制数字必须小写
expected-value = 一个值
expected-list = 列表
expected-object = 对象
expected-comma-or-list-end = 逗号或列表的结尾
expected-comma-or-object-end = 逗号或对象的结尾
expected-name = 引号中的字段名
expected-colon = 冒号
expected-text = 引号中的文本
expected-quote = 结束的引号
expected-digit = 一个数字
expected-end = 文本的结尾
expected-escape = 转义写法，而不是控制字符
expected-hex-digits = \u 后面的四位十六进制数字
expected-one-of = 转义写法之一：{ $what }
