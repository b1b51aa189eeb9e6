### 工坊的句子，简体中文。键与 workshop.en.ftl 一一对应。排版和用词见 zh-CN.ftl 的开头。

## 区块的字段：输入有什么不对
field-proof = 必须是不小于 0 的整数，最大为 2^64 − 1。
field-index = 必须是不小于 1 的整数，最大为 2^53。
field-number = 必须是 JSON 写法的数字，例如 5、2.5 或 1e3。
field-number-range = 太大了：整数须在 −2^63 到 2^64 − 1 之间，带小数点的数必须是有限值。
field-previous-hash = 必须是 64 位小写十六进制数字；创世区块中则是 1 或 "1"。
field-hash = 必须是 64 位小写十六进制数字。
field-difficulty = 必须是 0 到 { $max } 之间的整数（比特数）。

## 句子和名称怎样连起来
two-sentences = { $one }{ $other }
of-what = ，{ $of }

## 试验台
play-title = 试验台
play-intro = 区块链由两样东西构成，在这里都可以亲手试试：哈希，以及带有工作量证明的区块。这里的一切都不会影响你的节点。
play-hash-title = 哈希
play-hash-intro = 输入任何内容。SHA-256 把任何文本变成 256 个比特，写成 64 位十六进制数字。同样的文本总是得到同样的哈希；改动一个字符，大约一半的比特会改变。
play-text = 文本
play-bytes = { $shown } 字节
play-now = 哈希
play-before = 改动前文本的哈希
play-changed-bits = 256 个比特中有 { $changed } 个改变了
play-nothing-before = 改动文本，看看 256 个比特中有多少个会改变。
play-bits-shown = 256 个比特：实心方块是改变了的比特，小点是没有改变的。
play-block-title = 区块与它的工作量证明
play-block-intro = 工作量证明是一个数字，它使一段文本的哈希以足够多的零比特开头。要找到它，只能逐个尝试。对哪段文本求哈希，取决于规则。
play-rule = 证明规则
play-rule-classic = 只对前一个证明和这个证明求哈希，不看区块的内容。
play-rule-linked = 对前一个证明、这个证明和前一个区块的哈希求哈希，不看区块自己的内容。
play-rule-sealed = 对除 proof 以外的整个区块求哈希，这个哈希叫作载荷。
play-difficulty = 难度（前导零比特数）
play-block-before = 前一个区块
play-previous-proof = 它的 proof
play-previous-hash = 它的哈希
play-this-block = 这个区块，编号 2
play-sender = 付款方
play-recipient = 收款方
play-amount = 金额
play-sender-example = alice
play-recipient-example = bob
play-proof = proof
play-proof-up = +1
play-proof-up-name = +1：试下一个 proof
play-mine = 挖矿
play-cancel = 停止
play-hashed = 用来求哈希的文本
play-part-last-proof = 前一个 proof
play-part-payload = 载荷：不含 proof 的本区块的哈希
play-part-proof = proof
play-part-last-hash = 前一个哈希
play-work = 它的哈希
play-holds = 证明成立：哈希以 { $bits } 个零比特开头（需要 { $asked } 个）。
play-fails = 证明不成立：哈希以 { $bits } 个零比特开头（需要 { $asked } 个）。
play-own-hash = 整个区块的哈希，下一个区块将引用它
play-mining = 正在搜索：已尝试 { $tried } 次。
play-mined = 尝试 { $tried } 次后找到 { $proof }，用时 { $span }。平均约需 { $expected } 次。
play-stopped = 还没找到证明就停止了。
play-failed = 搜索无法进行：{ $why }。
play-flaw = 看：你改了区块的内容，证明却依然成立。规则 classic 根本不看内容。历史就是这样不花工作就被改写的。
play-flaw-linked = 你改了区块的内容，证明依然成立。规则 linked 不看这些内容，但整个区块的哈希已经变了，而下一个区块的证明取决于它。
play-no-flaw = 你改了区块的内容，证明就失效了：在 sealed 下，工作必须重做一遍。
play-luck =
    你改了区块的内容。规则 sealed 看全部内容，所以哈希变了，{ $bits ->
        [0] 但是要求 0 个比特时，任何证明都成立。
       *[other] 只是碰巧又有足够多的零比特。在这个难度下，每 { $expected } 次改动里大约有一次会这样。
    }

## 篡改
tamper-title = 篡改
tamper-intro = 这是你的链的一份副本。改动任何字段，看看会破坏什么。你的节点和其他节点都保留自己的链。
tamper-copying = 正在复制你的链……
tamper-beyond = 篡改只适用于教程规则的链：开放账本，难度不变，证明为 classic、linked 或 sealed。这个房间的规则还有更多要求，这里不检查。要试篡改，请打开一个新房间。
tamper-no-copy = 无法复制你的链：{ $why }。
tamper-verdict = 验证的结论
tamper-valid = 在规则“{ $rules }”下有效：区块环环相扣，证明全部成立。
tamper-restore = 全部还原
tamper-recopy = 重新复制
tamper-node-elsewhere = 复制之后，你的链又有了变化。
tamper-show-block = 显示区块 { $index }
tamper-chain-title = 副本
tamper-append = 添加并挖出区块 { $index }
tamper-miner = mallory
tamper-changed = 已改动
tamper-added = 新添加
tamper-hash-was = 原来的哈希
tamper-index = index（编号）
tamper-timestamp = timestamp（时间戳）
tamper-sender = 付款方
tamper-recipient = 收款方
tamper-amount = 金额
tamper-new-sender = mallory
tamper-new-recipient = mallory
tamper-transaction-of = 区块 { $index } 的第 { $number } 笔交易
tamper-add-transaction = 添加一笔交易
tamper-remove-transaction = 删除{ $of }
tamper-restore-here = 还原
tamper-restore-block = 还原区块 { $index }
tamper-remine = 从这里重新挖矿
tamper-remine-block = 从这里重新挖矿：区块 { $index } 及其后所有区块
tamper-genesis-holds = 创世区块：是给定的，不是挖出来的。
tamper-genesis-broken = 不是创世区块：创世区块的 index 为 1、没有交易、proof 为 100、previous_hash 为 1。它不能靠挖矿得到，只能还原。
tamper-index-broken = index 必须是 { $index }，即区块在链中的位置。
tamper-link-holds = 前后相接：previous_hash 就是区块 { $before } 的哈希。
tamper-link-broken = 前后脱节：区块 { $before } 的哈希是
tamper-proof-holds = 证明成立：{ $bits } 个零比特（需要 { $asked } 个）。
tamper-proof-broken = 证明不成立：{ $bits } 个零比特（需要 { $asked } 个）。
tamper-stands-on = 自身成立，但前面的区块 { $block } 不成立。
tamper-crack-begins-here = 裂缝从这里开始：下一个区块记的是它原来的哈希。
tamper-crack-from-here = 裂缝从这个区块开始。
tamper-crack-runs-here = 裂缝穿过这个区块。
tamper-small-chain = 副本的缩略图，最新的区块在前
tamper-cell = 区块 { $index }：{ $state }
tamper-skipped = 略去区块 { $first } 到 { $last }。
tamper-sound = 完好
tamper-misplaced = 位置不对
tamper-unlinked = 前后脱节
tamper-unproved = 证明不成立
tamper-crack-begins = 裂缝从这里开始
tamper-cracked = 有裂缝
tamper-cost-kept = 不花工作就重新接上了：证明依然成立。尝试 0 次。
tamper-cost-searched = 已重新挖矿：尝试 { $tried } 次，用时 { $span }。
tamper-cost-trying = 正在搜索：已尝试 { $tried } 次。
tamper-cost-stopped = 已停止。后面的区块还没有修复。
tamper-cost-title = 修复的代价
tamper-cost-meaning = 重新挖矿会把这个区块和后面所有区块重新接好，旧证明不再成立的地方要重新搜索证明。在规则“{ $rules }”下，一个证明大约需要尝试 { $expected } 次。
tamper-cost-blocks = 区块
tamper-cost-of = { $done } / { $all }
tamper-cost-kept-count = 证明仍成立
tamper-cost-expected = 平均需要
tamper-cost-time = 用时
tamper-cost-running = 正在修复区块 { $index }……
tamper-cost-free = 完成，没有花费任何工作量：每个证明都依然成立。哈希变了，工作却不必重做。
tamper-cost-done = 完成。有 { $count } 个证明需要重新搜索：共尝试 { $tried } 次。
tamper-cost-owed = 还需付出
tamper-meter = 已修复的区块
tamper-meter-whole = 副本完好，没有什么要修复。
tamper-meter-owed = 要修复 { $count } 个区块，从区块 { $index } 起，大约需要尝试 { $hashes } 次。
tamper-meter-free = 要修复 { $count } 个区块，从区块 { $index } 起。不花工作：证明全都依然成立。
tamper-meter-running = { $count } 个区块已修复 { $done } 个。已付出：尝试 { $tried } 次，用时 { $span }。还需付出：大约 { $hashes } 次。
tamper-meter-running-free = { $count } 个区块已修复 { $done } 个。已付出：尝试 { $tried } 次，用时 { $span }。不必再付出什么。
tamper-meter-done = 修复 { $count } 个区块共尝试 { $tried } 次，用时 { $span }。
tamper-paying = 已修复 { $done } / { $count }。已尝试 { $tried } 次，大约还要 { $hashes } 次。
tamper-meter-grown = 其间其他节点中最长的链又长了 { $count } 个区块。
tamper-cost-failed = 搜索无法进行：{ $why }。

tamper-all-nobody = 这里没有其他节点来评判。
tamper-all-take =
    { $count ->
        [1] 另一个节点会采用这份副本。
       *[other] { $count } 个其他节点中有 { $some } 个会采用这份副本。
    }
tamper-all-refuse =
    { $count ->
        [1] 另一个节点会拒绝这份副本。
       *[other] { $count } 个其他节点中有 { $some } 个会拒绝这份副本。
    }
tamper-all-keep =
    { $count ->
        [1] 另一个节点会保留自己的链：这份副本不比它的长。
       *[other] 其他节点会保留自己的链：这份副本不比它们的长。
    }
tamper-all-unknown = 还没有哪个其他节点说过自己的链有多长。
tamper-peers-title = 其他节点会怎么说
tamper-peers-meaning = 这是在本地按所有节点共同遵守的规则推算的，不发送任何东西。节点只采用有效而且比自己的更长的链。
tamper-no-peers = 还没有发现其他节点。在第二个标签页中打开本页，看看它会怎么说。
opinion-other-rules = 拒绝：它使用不同的规则，{ $rules }。
opinion-refuses = 拒绝：{ $fault }
opinion-would-not-look = 拒绝：{ $fault }它自己的链有 { $own } 个区块，根本不会来要这条链。
opinion-keeps-own = 保留自己的链：这条链有效，但只有 { $offered } 个区块，不比它的链（{ $own } 个）长。
opinion-takes = 会采用：有效，而且有 { $offered } 个区块，比它的链（{ $own } 个）长。
opinion-unknown = 有效，但它还没有说自己的链有多长。
opinion-cut = 与它的连接已切断：它收不到你的链。
opinion-not-registered = 你的节点不采信它的链；它是否采信你的链，它没有说。

## 带走
take-title = 导出与导入
export-title = 导出
export-meaning = 导出精确的 JSON，一位不差：哈希就是根据它算出的。
export-save = 保存我的链
export-copy = 复制我的链
export-tampered = 保存这份副本
export-tampered-copy = 复制这份副本
export-by-hand = 本页不能使用剪贴板。点一下下面的文本框就会全选，然后自行复制。
export-saved = 已保存为“{ $name }”，{ $bytes } 字节。
export-copied = 已复制，{ $bytes } 字节。
export-too-long = 太长，无法手动复制：请保存为文件。
export-failed = 未能完成：{ $why }。
import-title = 导入
import-meaning = 来自文件或粘贴文本的链会先按房间的规则“{ $rules }”验证。在你确认之前，不会替换任何东西。
import-text = 粘贴一条链
import-file = 或者选择文件
import-check = 验证
import-tampered = 验证这份副本，用作我的链
import-nothing = 没有可验证的内容：请粘贴一条链或选择文件。
import-too-large = 文件超过节点能接受的大小：256 MiB。
import-judging = 已验证 { $blocks } 个区块……
import-unreadable = 这不是一条链：{ $why }。什么都没有改变。
import-no-text = “{ $name }”不是 UTF-8 文本。什么都没有改变。
import-invalid = 已拒绝。{ $fault }什么都没有改变。
import-valid = 有效。
import-longer = 它有 { $offered } 个区块，比你的 { $own } 个多。
import-shorter = 它有 { $offered } 个区块，比你的 { $own } 个少。节点不会自动采用它，但你可以。
import-equal = 它有 { $offered } 个区块，与你的一样多。节点不会自动采用它，但你可以。
import-change = 两条链开头有 { $common } 个区块相同。你的 { $gone } 个区块将离开链，{ $come } 个区块将加入。新链中没有的交易会回到你的交易池。
import-live = 你的节点处于“实时”模式，而且知道一条有 { $length } 个区块的链：如果那条链有效，节点会换回去。
import-confirm = 用作我的链
import-dismiss = 保留我的链
import-same = 这就是你现在的链，共 { $length } 个区块。
import-adopted = 完成：你的节点的链现在有 { $length } 个区块。
import-refused = 你的节点没有采用它：{ $why }。什么都没有改变。


## 课程
lessons-title = 八节课
lessons-opening = 每节课都看你真正做了什么：你的节点或课程旁边的视图显示做到了，这一步才算完成。可以从任何一课开始；进度保存在这个浏览器里。
lesson-number = 第 { $number } 课（共 { $count } 课）：
lesson-complete = 已完成
lesson-steps = 已完成 { $done } 步，共 { $count } 步
lesson-step = 第 { $number } 步，共 { $count } 步：{ $task }
lesson-first = 先做这件事：{ $task }
lesson-now = 第 { $number } 步，共 { $count } 步
lesson-show = 带我去
lesson-guess = 先猜一猜：
forget-progress = 所有课程从头开始
lesson-fold = 收起
lesson-unfold = 展开
lesson-close = 关闭
second-node = 第二个节点
second-node-add = 在这里加一个节点
second-node-remove = 移除
lesson-there = 去这节课的视图
lesson-home = 回到房间“{ $room }”
lesson-previous = 上一课
lesson-next = 下一课
step-done = 已完成：
step-now = 现在：
step-later = 以后：

lesson-1-title = 哈希
lesson-1-opening = 哈希是文本的指纹：64 位十六进制数字，每位是四个比特，谁都能再算一遍。同样的文本总得到同样的哈希；要从哈希找回文本，只能一个个试，没有人知道别的办法。
lesson-1-type = 输入你的名字，看哈希怎样随每个字母改变。
lesson-1-type-brief = 输入你的名字
lesson-1-type-seen = 不管文本多长，哈希都是 64 位十六进制数字，在哪台电脑上算都一样。
lesson-1-letter = 现在只改一个字母，或者只加一个。
lesson-1-letter-brief = 只改一个字母
lesson-1-letter-seen = 256 个比特里翻转了 { $figure } 个。是哪些，谁也无法预知。
lesson-1-guess = 只改一个字母，哈希的 256 个比特会翻转多少个？
lesson-1-guess-one = 1 个
lesson-1-guess-few = 约 16 个
lesson-1-guess-half = 约 128 个
lesson-1-guess-all = 全部 256 个
lesson-1-compared = 你猜“{ $said }”；256 个里翻转了 { $figure } 个。是哪些，谁也无法预知。
lesson-1-zero = 找一段哈希以 0 开头的文本。只能试：大约每 16 段文本里有一段。
lesson-1-zero-brief = 找一个以 0 开头的哈希
lesson-1-zero-seen = 找到了，全靠一次次尝试。
lesson-1-ending = 你刚才做的就是“工作”。要让哈希以四个零开头，大约要试 65,536 段文本。矿工做的就是这件事。

lesson-2-title = 区块和它的证明
lesson-2-opening = 区块里有一个数字，叫作证明。由它算出的哈希以足够多的零比特开头，证明才成立。找到这样的数字要试很多次，检查它只要算一次哈希。
lesson-2-try = 亲手试三个证明。有成立的吗？
lesson-2-try-brief = 亲手试三个证明
lesson-2-try-seen = 三个数字，三个哈希。哪个数字是证明，只有试了才知道。
lesson-2-mine = 让机器来搜索：点“挖矿”。它从 0 开始，取第一个成立的证明。
lesson-2-mine-brief = 点“挖矿”
lesson-2-mine-seen = 找到了。不管找了多久，检查它只要算一次哈希。
lesson-2-classic = 选择 classic。趁证明成立，改动区块的内容。
lesson-2-classic-brief = classic：改动内容
lesson-2-classic-seen = 证明依然成立：classic 不看内容。
lesson-2-guess = 在 classic 下改动内容，证明还成立吗？
lesson-2-guess-holds = 成立
lesson-2-guess-breaks = 不成立
lesson-2-compared = 你猜“{ $said }”。它依然成立：classic 不看内容。
lesson-2-sealed = 选择 sealed，把难度设为 12 比特，挖矿，然后改动内容。
lesson-2-sealed-brief = sealed：挖矿，再改动
lesson-2-sealed-seen = 只改一个字母，证明就失效了。
lesson-2-bits = 把难度设为 12 比特或更多。比特太少时，改过的区块常常碰巧仍有成立的证明。
lesson-2-bits-brief = 难度至少 12 比特
lesson-2-ending = 对哪段文本求哈希，决定了证明取决于什么：在 classic 下只取决于前一个证明，在 sealed 下取决于区块的全部内容。

lesson-3-title = 链：篡改与修复
lesson-3-opening = 每个区块都写着前一个区块的哈希。谁改动旧区块，就改变了它的哈希，下一个区块就对不上了。
lesson-3-blocks = 先有一条至少四个区块的链：在你的节点上挖出来，或者添加到副本里。
lesson-3-blocks-brief = 先有四个区块
lesson-3-blocks-seen = 四个区块，每个都写着前一个的哈希。
lesson-3-tamper = 在副本的一个旧区块里改点什么：金额、名字。
lesson-3-tamper-brief = 改动一个旧区块
lesson-3-tamper-seen = 这个区块的哈希变了，下一个区块就对不上了。
lesson-3-mend = 还原副本。
lesson-3-mend-brief = 还原副本
lesson-3-mend-seen = 内容复原，哈希也复原，每个链接重新成立。
lesson-3-ending = 你的节点没有相信断了链接的副本，别的节点也不会：每个节点都亲自检查每个链接和每个证明。要把伪造的链修复到能通过检查，代价有多大，取决于规则；第 8 课会展示。

lesson-4-title = 挖矿与难度
lesson-4-opening = 难度规定证明的哈希开头要有多少个零比特。多一个比特，工作量就翻一倍。在 sealed 下，每个节点为自己的区块寻找证明，一次搜索要多久全看运气，能知道的只有平均值。
lesson-4-sealed = 打开一个新房间，在“房间的规则”里设定 sealed 和 16 比特。这节课会跟过去。
lesson-4-sealed-brief = 新房间：sealed，16 比特
lesson-4-sealed-seen = 在这里，每个节点为自己的区块寻找证明，谁先找到全看运气。
lesson-4-several = 挖出二十个区块：打开“连续挖矿”就会自动进行。看看各次搜索相差多大。
lesson-4-several-brief = 挖出二十个区块
lesson-4-several-seen = 平均每个区块尝试 { $figure } 次；预期是 65,536 次。
lesson-4-harder = 再打开一个新房间，设定 sealed 和 20 比特，在那里也挖出二十个区块。
lesson-4-harder-brief = 新房间：20 比特，挖 20 个
lesson-4-harder-seen = 平均每个区块尝试 { $figure } 次。多四个比特，就是十六倍的工作量。
lesson-4-guess = 16 比特平均要试 65,536 次。20 比特要试多少次？
lesson-4-guess-added = 约 8 万次
lesson-4-guess-times = 约 26 万次
lesson-4-guess-doubled = 约 105 万次
lesson-4-compared = 你猜“{ $said }”；这里平均每个区块试了 { $figure } 次。每多一个比特，工作量翻一倍，多四个就是十六倍。
lesson-4-ending = 更快的机器找到的区块更多，但每一个区块都由运气决定；区块多了，平均值才靠得住。房间可以选择任何难度，只要大家用同一个。
lesson-average = 这里已挖出 { $blocks } 个区块，平均每个尝试 { $average } 次；预期是 { $expected } 次。

lesson-5-title = 交易与交易池
lesson-5-opening = 交易写进区块之前，只是一个愿望。在那之前，它和其他交易一起在交易池里等待。
lesson-5-transact = 提交一笔交易：谁付款、付给谁、多少。
lesson-5-transact-brief = 提交一笔交易
lesson-5-transact-seen = 写进区块之前，它在交易池里等待。
lesson-5-mine = 挖出一个区块，看看里面有什么。
lesson-5-mine-brief = 挖出一个区块
lesson-5-mine-seen = 交易在区块里了。奖励也在：它来自“0”，凭空而来。
lesson-5-two = 提交两笔交易，然后挖出一个同时包含它们的区块。
lesson-5-two-brief = 两笔交易，一个区块
lesson-5-two-seen = 一个区块装下了两笔交易。
lesson-5-ending = 没有人检查过 Alice 是否真有她付的钱。在这里，不论区块付出多少，它都有效；大家公认的只是事件的先后顺序。在比特币里，签名和余额也是区块有效的条件。

lesson-6-title = 节点与注册
lesson-6-opening = 这个标签页就是一个节点。它收得到房间里其他节点的消息，但只采用已注册节点的链，和教程里一样。
lesson-6-tab = 在第二个标签页中打开本页，或者在这里加一个节点：它是你自己的小节点，就放在课程旁边。
lesson-6-tab-brief = 再来一个节点
lesson-6-tab-seen = 两个节点互相发现了。
lesson-6-unregister = 取消注册另一个节点。
lesson-6-unregister-brief = 取消注册另一个节点
lesson-6-unregister-seen = 你还看得到它，但不再采信它的链。
lesson-6-register = 重新注册它。
lesson-6-register-brief = 重新注册它
lesson-6-register-seen = 你又采信它的链了。
lesson-6-grow = 保持手动模式，在另一个节点上挖出一个区块。
lesson-6-grow-brief = 在另一个节点上挖矿
lesson-6-grow-seen = 它的链变长了；你的链保持不变。
lesson-6-ending = 没有哪个节点高人一等，也没有谁能把链强加给你。所谓网络，就是谁采信谁的链。

lesson-7-title = 分叉与解决冲突
lesson-7-opening = 两个节点同时挖矿，链就会分叉：两条链都有效，却不一样。解决的规则很简单：最长的有效链胜出。
lesson-7-fork = 在手动模式下，在这里和另一个节点上各挖出一个区块，不要解决冲突。
lesson-7-fork-brief = 在两个节点上各挖一个
lesson-7-fork-seen = 现在有了两条链，都是有效的。
lesson-7-longer = 让另一个节点继续挖矿，直到它的链比你的长。
lesson-7-longer-brief = 在另一个节点上继续挖
lesson-7-longer-seen = 另一条链比你的长了。
lesson-7-resolve = 在这里解决冲突。
lesson-7-resolve-brief = 在这里解决冲突
lesson-7-resolve-seen = 你的节点采用了更长的链。你自己的区块成了孤块，其中的交易回到了交易池。
lesson-7-guess = 解决冲突以后，谁的链会留下？
lesson-7-guess-mine = 我的
lesson-7-guess-other = 另一条
lesson-7-guess-both = 两条都留
lesson-7-compared = 你猜“{ $said }”。留下的是另一条，因为它更长。你自己的区块成了孤块，其中的交易回到了交易池。
lesson-7-ending = 没有人裁决谁对。大家遵守同一条规则，于是达成一致。这就是教程里的演示，也是一切工作量证明链的核心。比特币的难度会变，胜出的不是最长的链，而是工作量最大的链。
lesson-manual = 点节点名打开设置，把你的节点切换到“手动”。
lesson-manual-brief = 切换到“手动”
lesson-register = 在“节点”一栏里注册另一个节点。
lesson-register-brief = 注册另一个节点

lesson-8-title = 不花工作就改写历史
lesson-8-opening = 教程的规则有个缺陷。在 classic 下，证明只取决于前一个证明，与区块的内容无关。所以改写历史不花任何代价。
lesson-8-blocks = 在规则为 classic 的房间里，有一条至少四个区块的链，其中一个区块含有你的一笔交易，后面还有区块。
lesson-8-blocks-brief = 一笔交易，后面有区块
lesson-8-blocks-seen = 你的交易在区块里了，上面还压着别的区块。
lesson-8-room-classic = 打开一个新房间。只要没有人改，它的规则就是 classic。
lesson-8-room-classic-brief = 打开一个新房间
lesson-8-classic = 在副本里改动那笔交易的金额，然后从那里重新挖矿。
lesson-8-classic-brief = 改动金额，重新挖矿
lesson-8-classic-seen = 一次也不用试：所有旧证明依然成立。
lesson-8-guess = 重新挖矿要试多少次？
lesson-8-guess-none = 一次也不用
lesson-8-guess-one = 一个区块的次数
lesson-8-guess-each = 之后每个区块的次数
lesson-8-compared = 你猜“{ $said }”。一次也不用试：在 classic 下，所有旧证明依然成立。
lesson-8-room = 打开一个新房间，把规则设为 sealed，在那里建一条链，其中含有一笔交易，后面还有区块。
lesson-8-room-brief = 新房间：sealed，一笔交易
lesson-8-room-seen = 同样的链再来一条，但在这里，证明只对区块原来的内容成立。
lesson-8-bits = 换一个 12 比特或更多的房间。比特太少时，证明几乎不花工作。
lesson-8-bits-brief = 换 12 比特以上的房间
lesson-8-sealed = 改动金额，再从那里重新挖矿。
lesson-8-sealed-brief = 改动金额，重新挖矿
lesson-8-sealed-seen = 试了 { $figure } 次：被改的区块和之后的每个区块都要付出全部工作。
lesson-8-ending = 在 sealed 下，改写历史的人必须从被改的区块起重做全部工作，还要跑赢整个房间。所以，只要没有人掌握一半算力，旧交易就是安全的。在 classic 下，伪造者只要比别人多一个区块就够了。

### 工坊的句子，简体中文。

## 实验室、网络、分叉
not-seen-yet = 正在查看本标签页的节点……

lab-meaning = 真实的节点，网络可以随意干扰。它们共用一台机器的算力：同时挖矿的节点平分这份算力。
lab-deeds = 整个实验室的控制
lab-pause = 暂停
lab-run = 运行
lab-step = 前进 0.1 秒
lab-time = 实验室时间
lab-mine-all = 开始挖矿
lab-stop-all = 停止挖矿
lab-split = 分成两区
lab-heal = 恢复连通
lab-register-all = 全部互相注册
lab-reset = 重新开始
lab-settings = 设置
lab-speed = 速度
lab-times = { $times } 倍
lab-delay = 延迟
lab-milliseconds = { $count } 毫秒
lab-loss = 丢包率
lab-percent = { $count }%
lab-cuts = 断线
lab-cut-of = { $count }/{ $all }
lab-nodes = 节点数
lab-rule = 证明规则
lab-rule-same-search = 链尾相同的节点寻找同一个证明，所以矿工再多也不会更快，而且常常同时找到。
lab-rule-own-search = 每个节点为自己的区块寻找证明，谁先找到全凭运气。
lab-rules-begin-anew = 更改难度或证明规则会让实验室重新开始。
lab-length = 链长
lab-mine = 挖矿
lab-mine-at = 让“{ $name }”挖矿
lab-keep-at = 让“{ $name }”连续挖矿
lab-resolve-at = 让“{ $name }”解决冲突
lab-transact-at = 在“{ $name }”提交交易
lab-mempool-of = “{ $name }”的交易池
lab-chain-of = “{ $name }”的最新区块
lab-searching = 已尝试 { $tried } 次，约 { $rate }
lab-idle = 没有在挖矿。
lab-returned = 上次重组：{ $orphaned } 个区块成为孤块，{ $returned } 笔交易回到交易池。
lab-hears = 已注册
lab-registers = “{ $name }”已注册“{ $other }”
lab-contents = { $count } 笔交易
lab-said-nothing = 还没有回答。
lab-said-stopped = 挖矿已停止。
lab-said-mined = 挖出了新区块：区块 { $count }。
lab-said-submitted = 交易将被加入区块 { $count }。
lab-said-registered =
    { $count ->
        [0] 没有注册任何节点。
       *[other] 已注册 { $count } 个节点。
    }
lab-said-replaced = 我们的链已被一条有 { $count } 个区块的链取代。
lab-said-authoritative =
    我们的链是权威的：{ $asked ->
        [0] 没有注册任何节点
       *[other] 询问了 { $asked } 个节点
    }{ $silent ->
        [0] {""}
       *[other] ，其中 { $silent } 个没有回答
    }。
lab-said-refused = 被拒绝：{ $reason }。
lab-no-news = 还没有发生什么。开始挖矿，把房间分成两区，再恢复连通：最长链怎样取代较短的链，会显示在这里。
lab-news-grew = “{ $name }”从“{ $from }”得到 { $adopted } 个区块。
lab-news-reorg = 重组：“{ $name }”采用了“{ $from }”更长的链。{ $orphaned } 个区块成为孤块，采用了 { $adopted } 个区块，{ $returned } 笔交易回到交易池。
lab-theatre-given-up = 它原来的链
lab-news-fault = “{ $name }”发现“{ $who }”有错：{ $what }。
lab-news-split = 房间分成了两区：每个区只能收到本区的消息。
lab-news-healed = 两区恢复连通：所有节点又能互相收到消息。
lab-tree = 分叉
lab-name-1 = 小安
lab-name-2 = 小博
lab-name-3 = 小晨
lab-name-4 = 小丹
lab-name-5 = 小恩
lab-name-6 = 小飞

## 实验室的场景
scenes = 场景
scene-free = 自由实验
scene-astray = 网址里写的场景不存在，请在上面选一个。
scene-controls = 场景的控制
scene-play = 播放
scene-restart = 从头开始
scene-place = 场景播放到哪里
scene-at = { $at }/{ $all } 秒
scene-mines = 正在挖矿
scene-two-at-once = 同时挖出
scene-two-1 = 四个节点的链相同。这里一条消息从一个节点到另一个节点大约要一秒半。
scene-two-2 = “{ $ada }”和“{ $dan }”都在寻找区块 4。
scene-two-3 = 两个节点都找到了，谁都还没收到对方的消息。现在有两个区块 4：分叉了。
scene-two-4 = “{ $bob }”先收到“{ $ada }”的区块，“{ $cleo }”先收到“{ $dan }”的。两条链都有效，长度也一样，所以各自保留先到的那条。
scene-two-5 = 下一个区块决定胜负。“{ $bob }”接着“{ $ada }”的区块寻找它。
scene-two-6 = 有了“{ $bob }”的区块，一条链更长，所有节点都采用它。“{ $dan }”的区块成为孤块，奖励也没有了。
scene-split-and-heal = 分区与恢复
scene-split-1 = 四个节点的链相同，都有三个区块。
scene-split-2 = “{ $ada }”“{ $bob }”与另外两个节点之间的连接被切断。每一半只能收到自己这一半的消息。
scene-split-3 = “{ $cleo }”付给“{ $ada }”5。只有“{ $cleo }”和“{ $dan }”收到消息：这笔交易在它们的交易池里。
scene-split-4 = 两半都继续挖矿，谁也不知道对方的区块。
scene-split-5 = 两段历史：这边 { $longest } 个区块，那边 { $shortest } 个。两条链都有效，而那笔交易只在较短的链里。
scene-split-6 = 连接恢复了：每一半都收到对方的链。
scene-split-7 = 最长链获胜：“{ $cleo }”和“{ $dan }”采用它，自己那一半的区块成为孤块。
scene-split-8 = 那笔交易只在那些区块里。它没有丢失：它回到了交易池，“{ $bob }”来挖下一个区块。
scene-split-9 = 交易就在这个区块里。四个节点又有同一段历史。
scene-slow-network = 慢网络
scene-slow-1 = 四个节点都在挖矿。这里一条消息从一个节点到另一个节点只要二十分之一秒。
scene-slow-2 = 谁挖出区块，其他节点马上就收到，接着寻找再下一个。
scene-slow-3 = 一共挖出 { $mined } 个区块，其中 { $beside } 个不在最长链上。
scene-slow-4 = 再来一遍，一切照旧，只是现在一条消息要一秒半。
scene-slow-5 = 收到新区块之前，其他节点还在寻找同一个区块，常常也能找到：这就是分叉。
scene-slow-6 = 一共挖出 { $mined } 个区块，其中 { $beside } 个不在最长链上；网络快的时候，{ $mined-before } 个里有 { $beside-before } 个。网络越慢，白费的工作越多。
scene-rewriting = 不花力气改写
scene-rewriting-1 = 四个节点的链相同。区块 2 是“{ $bob }”挖出的，所以奖励归“{ $bob }”。
scene-rewriting-2 = “{ $dan }”把区块 2 的奖励写成自己的，再把这样的链告诉大家。它多一个区块，因为只有更长的链才有人看。这一切没花任何工作量。
scene-rewriting-3 = 另外三个节点检查了它，都拒绝：区块 2 的证明是为原来的内容找到的，与现在的内容对不上。
scene-rewriting-4 = “{ $dan }”只好真的去做：重新挖出区块 2，再挖后面的每一个。这时另外三个节点也在继续挖矿。
scene-rewriting-5 = “{ $dan }”的链现在有效了。可是它有 { $shortest } 个区块，大家的链有 { $longest } 个：没有谁会采用更短的链。
scene-rewriting-6 = “{ $dan }”放弃了，采用最长链。要改写历史，算力得比其他所有节点加起来还多。

network-meaning = 这个房间里的节点，情况由各节点自己报告。箭头指向被采信的节点；圆点是收到的一条消息。在这里切断或恢复连接，对两端都生效；分区则对所有人生效。
network-alone = 这里没有收到其他节点的消息。在第二个标签页中打开本页，它就会成为另一个节点。
network-under-way =
    { $count ->
        [0] 没有消息在途。
       *[other] 有 { $count } 条消息在途。
    }
network-heard = 已收到 { $count } 条消息。
network-wires = 连接：点按可切断或恢复
network-cut = 点按可切断连接。{ $heard }
network-mend = 已切断；点按可恢复连接。{ $heard }
network-both-registered = 双方已互相注册。
network-one-registered = “{ $one }”已注册“{ $other }”。
network-other-registered = “{ $other }”已注册“{ $one }”。
network-none-registered = 双方都没有注册对方。
network-unknown = ?
network-first-half = 甲区
network-second-half = 乙区
network-split = 把房间分成两区
network-mend-all = 恢复所有连接
network-whole = 网络未分区。选择哪些节点在乙区；分区之后，两区之间什么都传不过去，直到有人恢复连通。新来的节点都在甲区。
network-halves = 网络已分区。甲区：{ $first }。乙区：{ $second }。
network-many-meaning = 房间里的节点，由它们自己描述。节点很多的时候，通常人人都采信其他所有节点；只有不是这样的地方才画出线来。点一个节点，或者搜索它，就能看到它自己的连接。
network-drawing = 房间里的节点
network-node = { $name }：{ $count } 个区块
network-all-hear-all = 就它们所说，所有节点都互相采信。
network-but = 就它们所说，所有节点都互相采信，除了：
network-many-cut = 有 { $count } 个连接被切断。
network-many-one-way = 有 { $count } 对节点只有一方注册了另一方。
network-many-missing = 有 { $count } 对节点互相都没有注册。
network-deaf = 几乎没有注册其他节点：{ $names }。
network-not-drawn = 其中还有 { $count } 个没有画出。
network-silent = 有 { $count } 个节点没有说明自己采信谁。
network-search = 查找一个节点，或者用两个名字查找一个连接
network-search-example = 一个或两个名字
network-search-meaning = 输入一个节点的名字，就能查看、切断和恢复它的连接。
network-connections-of = “{ $name }”有 { $count } 个连接。
network-deviating = 有 { $count } 个连接与其他的不同。
network-found =
    { $count ->
        [0] 没有这样的连接。
       *[other] 找到 { $count } 个连接。
    }
network-more = 还有 { $count } 个：再输入一个名字就能缩小范围。

forks-meaning = 本节点见过的所有分支，创世区块在最左边。如果两个区块的前一个区块相同，链就分叉了；以最长的有效链为准，其余区块成为孤块。
forks-empty = 目前只有创世区块。在这里和第二个标签页里各自挖矿，再取来它的分支：分叉就会出现在这里。
forks-drawing = 所有分支的树
forks-legend = 线条的含义
forks-longest = 最长链
forks-branch = 其他分支
forks-orphaned = 孤块
forks-orphan-count =
    { $count ->
        [0] 没有孤块
       *[other] { $count } 个孤块
    }
forks-summary = 见过的最长链有 { $length } 个区块。
forks-summary-tied = 有 { $count } 条分支一样长，各 { $length } 个区块：每个节点保留自己的链，直到其中一条变长。
forks-fetch = 取来房间里的所有分支
forks-fetch-meaning = 取来的区块先检查，再画出来；本节点仍保留自己的链。没有挖过矿、也没有提交过交易的节点，在打开这个视图时会自动取来新的分支。
forks-fetching = 正在取来……
forks-fetched =
    { $count ->
        [0] 没有新的分支。
       *[other] 取来了 { $count } 条分支。
    }
forks-nobody = 没有其他节点可问。
forks-fetch-failed = 分支没有取来：{ $why }。
forks-not-fetched = 有 { $count } 条分支没有取来。
forks-silent = “{ $name }”没有回答。
forks-too-long = “{ $name }”自己的区块太多，不能只为了看一看而全部取来。如果它的链更长，可以解决冲突来采用它。
forks-refused = “{ $name }”的链被拒绝：它的规则不同，或者链无效。
forks-not-asked = 没有来得及询问“{ $name }”。
forks-elsewhere = 有 { $count } 个节点所在的区块没有画在这里。
forks-unseen = “{ $name }”位于区块 { $length }，它所在的分支本节点还没有取来。
forks-earlier = “{ $name }”位于区块 { $length }，在图的左边界之外。
forks-other-rules = “{ $name }”的规则不同，它的分支在这里没有意义。
forks-everyone = 全部 { $count } 个
forks-names-and-more = { $names }，另 { $count } 个
forks-as-list = 以列表显示
forks-block = 区块 { $index }，{ $hash }：{ $standing }，{ $count } 笔交易。
forks-block-with-nodes = 区块 { $index }，{ $hash }：{ $standing }，{ $count } 笔交易。此处的节点：{ $names }。
forks-block-of = { $sentence }取自“{ $owner }”。

## 大屏
to-stage = 在投影上展示这个房间：大屏（{ $key }）
stage-room = 房间 { $room }
stage-figures = { $people } 个节点，{ $count } 个区块。
stage-join = 加入这个房间
stage-code = 通往这个房间的二维码
stage-scan = 扫描二维码，或者输入这个网址。
stage-second-tab = 在第二个标签页里打开本页：它会成为另一个节点。
stage-no-relay = 要让手机和别的电脑也加入，请启动 tabchain 自带的中继。
stage-wall = 已经到场的节点
stage-back = 返回（Esc）
stage-keys = J：怎样加入 · { $key }：在任何视图里打开或离开大屏
stage-nodes-here = 这里有 { $count } 个节点
stage-more = +{ $count }
names-and-more = { $names }，另 { $count } 个
stage-joined = 加入了房间：{ $names }。
stage-left = 离开了房间：{ $names }。
stage-mined = “{ $name }”挖出了区块 { $index }。
stage-first = 区块 { $index } 来了，最先拥有它的是“{ $name }”。
stage-landed = 区块 { $index } 来了，不知道是谁挖出的。
stage-blocks-before = 一起来的还有 { $count } 个区块。
stage-reorg = 换到另一条分支，放弃了 { $blocks } 个区块：{ $names }。
stage-forked = 链分叉了：现在有 { $count } 条分支。
stage-one-chain = 又只有一条链了：其他分支都被放弃了。
stage-split = “{ $name }”把房间分成了两区：一边 { $first } 个节点，另一边 { $second } 个。
stage-healed = 房间恢复连通：所有节点又能互相收到消息了。
stage-unseen = 在这里没有见过的分支上：{ $names }。
stage-behind = 还在更早的区块上：{ $names }。
stage-more-branches = 另有 { $count } 条分支没有画出。
