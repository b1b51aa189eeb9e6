### 工坊的句子，简体中文。键与 workshop.en.ftl 一一对应。

## 课程
lessons-title = 八节课
lessons-opening = 每节课都看着你真正做的事：你的节点或旁边的视图显示做到了，这一步才算完成。可以从任何一课开始；进度保存在这个浏览器里。
lesson-number = 第 { $number } 课（共 { $count } 课）：
lesson-complete = 已完成
lesson-steps = 已完成 { $done } 步，共 { $count } 步
lesson-step = 第 { $number } 步，共 { $count } 步：{ $task }
forget-progress = 所有课程从头开始
lesson-fold = 收起
lesson-unfold = 展开
lesson-close = 关闭
lesson-there = 去这节课的视图
lesson-previous = 上一课
lesson-next = 下一课
step-done = 已完成：
step-now = 现在：
step-later = 以后：

lesson-1-title = 哈希
lesson-1-opening = 哈希是文本的指纹：64 位十六进制数字，谁都能再算一遍。同样的文本总得到同样的哈希；而从哈希回到文本，除了一个个试，没有人知道别的办法。
lesson-1-type = 输入你的名字，看哈希随每个字母而变。
lesson-1-letter = 现在只改一个字母，或者只加一个。256 位里大约一半会翻转。
lesson-1-zero = 找一段哈希以 0 开头的文本。只能试：16 段文本里大约有一段。
lesson-1-ending = 你刚才做了“工作”。要让哈希以四个零开头，大约要试 65,536 段文本。矿工做的就是这件事。

lesson-2-title = 区块和它的证明
lesson-2-opening = 区块里有一个数字，叫证明。如果由它得到的哈希以足够多的零开头，它就是工作量证明。找到它很难，检查它只要算一次哈希。
lesson-2-try = 用手试三个证明。有成立的吗？
lesson-2-mine = 让机器搜索：挖矿。它从 0 开始，取第一个成立的证明。
lesson-2-classic = 用 classic 规则，在证明成立时改动区块的数据。证明仍然成立：classic 不看数据。
lesson-2-sealed = 选择 sealed，挖矿，然后改动数据。现在改一个字母证明就失效了。
lesson-2-ending = 对哪段文本求哈希，决定了证明保护什么。classic 只保护前一个证明，sealed 保护整个区块。

lesson-3-title = 链：篡改与修复
lesson-3-opening = 每个区块都写着前一个区块的哈希。所以谁改动旧区块，就改变了它的哈希，下一个区块就对不上了。
lesson-3-blocks = 先有一条至少四个区块的链。缺的区块在你的节点上挖出来，然后回到这里。
lesson-3-tamper = 在副本的一个旧区块里改点什么：金额、名字。看哪个链接断了。
lesson-3-mend = 恢复副本，让每个链接重新成立。
lesson-3-ending = 你的节点从未相信这个副本。别的节点也不会：每个节点都自己检查每个链接和每个证明。

lesson-4-title = 挖矿与难度
lesson-4-opening = 难度规定证明的哈希开头要有多少个零位。多一位，工作量翻一倍。没有人能预知一次搜索何时结束，只知道平均要多久。
lesson-4-mine = 挖一个区块。把它用的尝试次数和所说的平均值比一比。
lesson-4-harder = 打开一个新房间，在“房间的规则”里把难度设为 20 位或更多。这节课会跟过去。
lesson-4-wait = 在那里挖一个区块。多四位就是十六倍的工作。
lesson-4-ending = 快的机器找到的区块更多，但每一个区块都由运气决定。整个房间可以约定任何难度；要紧的是大家用同一个。

lesson-5-title = 交易与交易池
lesson-5-opening = 交易写进区块之前只是一个愿望。在那之前，它和其他交易一起在交易池里等待。
lesson-5-transact = 提交一笔交易：谁付款、付给谁、多少。它在交易池里等待。
lesson-5-mine = 挖一个区块。交易在里面了，交易池空了。再看看奖励：它来自“0”，凭空而来。
lesson-5-two = 提交两笔交易，然后挖一个同时包含它们的区块。
lesson-5-ending = 没有人检查过 Alice 是否真有她付的钱。这条链保存的是大家公认的事件顺序；签名和余额建立在它之上。

lesson-6-title = 节点与登记
lesson-6-opening = 这个标签页就是一个节点。它听得到房间里的其他节点，但只采用已登记节点的链，和教程里一样。
lesson-6-tab = 在第二个标签页中打开本页。两个节点会互相发现。
lesson-6-unregister = 取消登记另一个节点。你还看得到它，但不再听它的。
lesson-6-register = 重新登记它。
lesson-6-behind = 保持手动方式，在另一个标签页里挖一个区块。你看到它的链更长；你的链保持不变。
lesson-6-ending = 没有哪个节点高人一等，也没有谁把链强加给你。所谓网络，就是谁听谁的。

lesson-7-title = 分叉与解决冲突
lesson-7-opening = 两个节点同时挖矿，链就分叉了：两边都对，却不一样。解决的规则很简单：最长的有效链胜出。
lesson-7-fork = 在手动方式下，在这里和第二个标签页里各挖一个区块，不要解决冲突。现在有了两条链。
lesson-7-longer = 让另一个标签页继续挖，直到它的链比你的长。
lesson-7-resolve = 在这里解决冲突。你的节点采用更长的链；你自己的区块成了孤块，其中的交易回到交易池。
lesson-7-ending = 没有人裁决谁对。大家遵守同一条规则，于是达成一致。这就是教程里的演示，也是一切区块链的核心。

lesson-8-title = 不花工作就改写历史
lesson-8-opening = 教程的规则有个缺陷。在 classic 下，证明只取决于前一个证明，与区块的内容无关。所以改写历史不花任何代价。
lesson-8-blocks = 在规则为 classic 的房间里，有至少四个区块，其中一个区块含有你的一笔交易，而且后面还有区块。
lesson-8-classic = 在副本里改动那笔交易的金额，然后从那里重新挖。一次尝试都不用：所有旧证明仍然成立。
lesson-8-room = 打开一个新房间，把规则设为 sealed，在那里建一条链，其中有一笔交易，后面还有区块。
lesson-8-sealed = 改动金额，再从那里重新挖。现在之后的每个区块都要付出全部工作。
lesson-8-ending = 在 sealed 下，改写历史的人必须跑赢整个房间，从被改的区块一直到链尾。旧交易因此是安全的。
