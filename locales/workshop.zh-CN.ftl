### 工坊的句子，简体中文。

## 实验室、网络、分叉
not-seen-yet = 正在查看本标签页的节点……

lab-meaning = 真实的节点，连着一个可以随意破坏的网络。它们共用一台机器的算力：每十分之一秒，抽签分给一个正在挖矿的节点。
lab-deeds = 整个实验室的操作
lab-pause = 暂停
lab-run = 运行
lab-step = 前进 0.1 秒
lab-time = 实验室时间
lab-mine-all = 全部挖矿
lab-stop-all = 停止挖矿
lab-split = 一分为二
lab-heal = 恢复
lab-register-all = 全部互相注册
lab-reset = 重新开始
lab-settings = 设置
lab-speed = 速度
lab-times = { $times } 倍
lab-delay = 延迟
lab-milliseconds = { $count } 毫秒
lab-loss = 消息丢失率
lab-percent = { $count }%
lab-nodes = 节点数
lab-rule = 工作量证明规则
lab-rules-begin-anew = 更改难度或证明规则会让实验室重新开始。
lab-length = 长度
lab-mine = 挖矿
lab-mine-at = 在 { $name } 挖矿
lab-keep-at = 让 { $name } 持续挖矿
lab-resolve-at = 让 { $name } 解决冲突
lab-transact-at = 在 { $name } 提交交易
lab-mempool-of = { $name } 的交易池
lab-chain-of = { $name } 的最新区块
lab-searching = 已尝试 { $tried } 次，约 { $rate }
lab-idle = 没有在挖矿。
lab-returned = 上次重组：{ $orphaned } 个区块成为孤块，{ $returned } 笔交易回到交易池。
lab-hears = 已注册
lab-registers = { $name } 已注册 { $other }
lab-contents = { $count } 笔交易
lab-amount-positive = 必须大于 0
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
lab-no-news = 还没有发生什么。让所有节点挖矿，把房间一分为二，再恢复：最长链怎样取代较短的链，会写在这里。
lab-news-grew = { $name } 从 { $from } 得到 { $adopted } 个区块。
lab-news-reorg = 重组：{ $name } 采用了 { $from } 更长的链。{ $orphaned } 个区块成为孤块，采纳 { $adopted } 个区块，{ $returned } 笔交易回到交易池。
lab-news-fault = { $name } 认为 { $who } 有错：{ $what }。
lab-news-split = 房间一分为二：每一半只能听到自己。
lab-news-healed = 房间恢复了：所有节点又能互相听到。
lab-tree = 分叉
lab-name-1 = 小安
lab-name-2 = 小博
lab-name-3 = 小晨
lab-name-4 = 小丹
lab-name-5 = 小恩
lab-name-6 = 小飞

network-meaning = 本标签页所知道的房间里的节点。箭头指向被收听的节点；圆点是收到的一条消息。其他节点注册了谁，只有它们自己知道。
network-alone = 这里只有这一个节点。在第二个标签页中打开本页面，它就会成为另一个节点。
network-under-way =
    { $count ->
        [0] 路上没有消息。
       *[other] 路上有 { $count } 条消息。
    }
network-heard = 已收到 { $count } 条消息。
network-wires = 连接：按下即可切断或恢复
network-cut = 切断 { $one } 和 { $other } 之间的连接。{ $heard }
network-mend = 恢复 { $one } 和 { $other } 之间已切断的连接。{ $heard }
network-both-registered = 双方已互相注册。
network-one-registered = { $one } 已注册 { $other }。
network-other-registered = { $other } 已注册 { $one }。
network-none-registered = 双方都没有注册对方。
network-unknown = ?

forks-meaning = 本标签页的节点见过的所有分支，创世区块在最左边。两个区块指向同一个前一区块时，链就分叉了；最长的有效链算数，其余区块成为孤块。
forks-empty = 目前只有创世区块。在这里和第二个标签页里各自挖矿，然后解决冲突：分叉就会出现在这里。
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
forks-summary-tied = 有 { $count } 条分支各有 { $length } 个区块：每个节点保留自己的链，直到其中一条变长。
forks-unseen = { $name } 位于区块 { $length }，它所在的分支本节点还没有取得。解决冲突后即可看到。
forks-everyone = 全部 { $count } 个
forks-names-and-more = { $names } 等另外 { $count } 个
forks-as-list = 以列表显示
forks-block = 区块 { $index }，{ $hash }：{ $standing }，{ $count } 笔交易。
forks-block-with-nodes = 区块 { $index }，{ $hash }：{ $standing }，{ $count } 笔交易。位于此处：{ $names }。
