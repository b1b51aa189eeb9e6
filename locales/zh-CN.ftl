### 页面的句子，简体中文。键与 en.ftl 一一对应。

## 日期的写法
locale = zh-CN

## 页首
tabchain = tabchain
this-node = 本节点
rename = 改名
rename-node = 给本节点 { $name } 改名
rename-submit = 保存
name-field = 新名字
chain-length = 链长
room = 房间
new-room = 新房间
rules = 规则
rules-short = { $proof }，{ $bits } 位
mode = 方式
mode-manual = 手动
mode-live = 自动
mode-manual-meaning = 点“解决冲突”之前，什么都不会传播
mode-live-meaning = 区块自动传播
theme = 配色
theme-auto = 自动
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
loading-view = 正在载入视图……
missing-view = 视图载入失败：{ $why }。请检查连接，然后重新选择。
error = 出了什么问题
dismiss = 知道了

## 难度的要求
demand-none = 任何哈希都行
demand-first-digit = 哈希的第一位不大于 { $last }
demand-zeros = 哈希以 { $zeros } 开头
demand-zeros-and-digit = 哈希以 { $zeros } 开头，下一位不大于 { $last }
zeros-counted = { $count } 个零

## 数字
none-yet = –
rate-one = { $figure } 次/秒
rate-thousand = { $figure } 千次/秒
rate-million = { $figure } 百万次/秒
span-instant = 不到 0.1 秒
span-seconds = { $seconds } 秒
span-minutes = { $minutes } 分 { $seconds } 秒
span-hours = { $hours } 小时 { $minutes } 分
span-days = { $days } 天
span-years = { $years } 年
blocks = { $shown } 个区块
node-named = { $name }（{ $address }）

## 本节点的操作
deeds = 本节点的操作
mine-title = 挖矿
mine = 挖区块 { $index }
cancel-mining = 停止
attempts = 尝试次数
rate = 速率
rate-of-workers = 速率，{ $count } 个线程
elapsed = 已用时间
waiting = 排队
chance-bar = 100 次搜索中有多少次此时已经结束
chance =
    { $percent ->
        [0] 100 次搜索中，不到 1 次此时已经结束。
       *[other] 100 次搜索中，{ $percent } 次此时已经结束。
    }大约每 { $expected } 次尝试有一个工作量证明。
expected = 依次尝试 0、1、2……大约每 { $expected } 次尝试有一个工作量证明。
time-here = { $sentence }在这台机器上：每个区块约 { $span }。
keep-mining = 连续挖矿
workers = 线程
rate-of-worker = { $number }：{ $rate }

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

resolve-title = 解决冲突
resolve = 解决冲突
resolve-meaning =
    { $count ->
        [0] 还没有登记任何节点，没有谁可问。
       *[other] 询问已登记的 { $count } 个节点，采用最长的有效链。
    }
resolving = 正在向 { $count } 个节点询问它们的链……

rules-title = 房间的规则
proof-rule = 工作量证明与什么绑定
classic-meaning = 前一个证明。改动区块内容不需要任何工作：这是教程的缺陷。
linked-meaning = 前一个证明和前一个区块的哈希。
sealed-meaning = 整个区块。谁改动它，就必须重新搜索。
difficulty = 难度（位）
difficulty-meaning = { $demand }：大约 { $expected } 次尝试。
difficulty-slow = 在这台机器上，每个区块约需 { $span }。
difficulty-range = 0 到 256 之间的整数。
rules-submit = 设定规则
rules-locked = { $why }。

## 链
chain-title = 链
newest-first = 最新的在上
block = 区块 { $index }
hash = hash
previous-hash = previous_hash
proof = proof
genesis = 创世区块：之前什么都没有
no-transactions = 没有交易。
reward = 奖励
gives-to = 付给
more-transactions = 还有 { $count } 笔
unfold = 展开
unfold-block = 展开区块 { $index } 的全部内容
fold = 收起
fold-block = 收起区块 { $index }
block-json = 哈希就是从这段内容算出的（此处分行显示）
mempool-title = 交易池
mempool-into = 等待进入区块 { $index }
mempool-empty = 没有待处理的交易。下一个区块只含工作量证明的奖励。
only-genesis = 这是创世区块，第一个区块，这里人人相同。挖矿即可添加下一个。
later-blocks = 之后还有 { $shown } 个区块
earlier-blocks = 之前还有 { $shown } 个区块
show-later = 看之后的
show-newest = 看最新的
show-earlier = 看之前的

## 其他节点
others = 其他节点在做什么
nodes-title = 节点
auto-register = 自动登记新节点
no-nodes = 这个房间里只有你。在第二个标签页中打开本页：它会成为另一个节点，两者会互相发现。
open-second-tab = 打开第二个标签页
unnamed = 未知节点
registered = 已登记
not-registered = 未登记
not-heard = 还没有消息
other-rules = 使用不同的规则：{ $rules }。它的链在这里无效。
other-rules-unknown = 使用不同的规则。它的链在这里无效。
misbehaved = 行为不当：{ $what }。
register = 登记
register-node = 登记 { $who }
unregister = 取消登记
unregister-node = 取消登记 { $who }
register-by-address = 按地址登记
address-example = tab-… 或 主机:端口

answer-title = 最近的回答
no-answer = 挖矿、交易或解决冲突之后，回答会出现在这里，与教程中的节点逐字相同。
long-answer = 回答很长（{ $kilobytes } kB）。显示
peer-answered = { $who }：{ $shown } 个区块。未采用：只有最长的有效链会被采用，而且必须比我们的长。
peer-adopted = { $who }：{ $shown } 个区块。最长的有效链，现在也是我们的链。
peer-refused = { $who }：被拒绝，{ $reason }。
peer-silent = { $who }：没有及时回答。

events-title = 发生了什么
no-events = 还没有。谁来谁走、哪条链胜出，都会写在这里。
event-joined = { $who } 加入了。
event-left = { $who } 离开了。
event-fault = { $who } 行为不当：{ $what }。
event-reorg =
    从 { $from } 采用了 { $adopted } 个区块；{ $orphaned ->
        [0] 没有区块成为孤块
       *[other] { $orphaned } 个区块成为孤块
    }；{ $returned ->
        [0] 没有交易回到交易池
       *[other] { $returned } 笔交易回到交易池
    }。
event-rules-joined = 采用了房间的规则：{ $rules }。
event-mined =
    挖出区块 { $index }，用时 { $span }，尝试 { $tried } 次。{ $percent ->
        [0] 几乎没有搜索会更快结束
       *[other] 100 次搜索中有 { $percent } 次会更快结束
    }。

relay-title = 中继
relay-connected = 已连接：也能听到其他浏览器和机器上的节点。
relay-reconnecting = 连接断了，正在重试；在此之前只能听到本浏览器的标签页。
relay-offline = 离线：只能听到本浏览器的标签页。会不时重试。
relay-others-unheard = 暂时听不到其他中继上的节点。
relay-join = 让别人加入
relay-join-code = 加入地址的二维码
relay-api = 用程序调用本节点
