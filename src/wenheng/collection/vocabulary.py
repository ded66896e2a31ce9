"""Words by which people and page authors name what the finder looks for, in Chinese and English.

They are patterns over short texts (labels, hints, headings, names in markup), never over replies'
content, except `ERROR_REPLY`.
"""

import re
from functools import cache, lru_cache

from opencc import OpenCC


class Words:
    """Patterns over short texts; traditional characters are read as the simplified ones."""

    def __init__(self, *patterns: str) -> None:
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """The first place in `text`, read in simplified characters, that any pattern fits."""
        return self._pattern.search(simplified(text))


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """`text` in simplified characters; portals of Hong Kong, Macau and Taiwan write others."""
    return text if text.isascii() else str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _any(*words: str) -> Words:
    return Words(*words)


ASSISTANT = _any(
    r"(智能|智慧|在线|线上|AI|数字|虚拟|云|文字|真人)\s*(客服|问答|助手|助理|咨询|导办|导服|导航员|机器人|小?秘书?|应答|问政|问策)",
    r"(客服|问答|咨询|政务|政策|办事|服务|导办)\s*.{0,2}(机器人|小?助手|数字人|大模型|智能体)",
    r"机器人|小助手|数字人|智能体|问一问|问小|AI\s*(问|助|咨|客|聊|对话)|有问必答|政策问答",
    r"问答(服务|中心)",
    r"chat\s*-?bot|virtual (assistant|agent)|ai assistant|live chat",
    r"(open|start)( the)? chat|chat with|ask (me|us|ai)|智能体",
)
"""Says outright that an assistant is here."""

TALK = _any(
    r"客服|咨询|问答|助手|对话|聊天|提问|[我去]要?问|想问|有问题|有疑问|答疑|聊聊|问一?下",
    r"\bchat\b|\bassistant\b|\bhelp\b|\bsupport\b|\bmessenger\b|\bbot\b|\bask\b",
)
"""Might lead to one, might lead to a form or a telephone number."""

PET_NAME = _any(r"^(我是)?[一-鿿]{0,2}小[一-鿿]{1,2}(AI)?$|^[一-鿿]{1,3}(宝|博士|管家|精灵)$")
"""Assistants of governments like to be called 小申, 皖小通, 办事管家."""

NAMES = _any(
    r"\bai(?![a-z])|robot|kefu|\bkf\b|znkf|znwd|zndh|znzs|zxkf|zxzx|zxwd|jqr|smart-?(qa|ask|service)",
    r"chat|\bbot\b|-bot|bot-|assistant|launcher",
    r"messenger|bubble|qiyu|ysf|meiqia|sobot|easemob|7moor|53kf|weiyu|dify|coze|zhichi",
    r"smart_toy|support_agent|question_answer|chat_bubble|contact_support",
    r"xiaoi|intercom|zendesk|tawk|crisp|drift|livechat|webchat|dialog-?flow",
)
"""Names in markup and file names of launchers."""

NO_LAUNCHER = _any(
    r"信箱|留言|热线|电话|搜索|检索|登录|登陆|注册|无障碍|二维码|微信|微博|公众号|客户端",
    r"回?到?顶部|分享|打印|收藏",
    r"下载|反馈|找错|纠错|地图|首页|新闻|征集|调查|评议|举报|上线|启用|发布|公告|通知|招聘",
    r"办法|关于|规定|会议",
    r"share|print|top\b|search|login|sign in|feedback|subscribe",
)
"""Tells against a launcher; weaker than ASSISTANT."""

ACTS = _any(
    r"发送|提交|确认(提交|支付|预约|申请)|发表|发布|(立即|我要|在线|去)?(申请|申报|预约|报名|支付|缴费|缴纳|举报|投诉|信访)$",
    r"保存|删除|注销|退订|退出|投票|签到|领取|上传|转账",
    r"\b(submit|send|post|pay|apply|book|register|delete|upload|vote|sign (up|out))\b",
)
"""Does something in the world rather than lead somewhere: never pressed on the way."""

CLOSES = _any(r"^(关闭|收起|close|×|x)$|close (chat|window)|关闭(窗口|对话)")
"""Closes something; on a launcher whose label was written for its other state it means nothing."""

SECOND_LEVEL = _any(
    r"^(政民|政企|公众|互动|在线|网上)?(互动|交流|咨询|服务)(交流|互动|中心|大厅|平台)?$",
    r"^(政务|办事|便民|网上|公共)(服务|办事)(大厅|中心|平台|网)?$|^(我要)?(咨询|帮助)(中心)?$",
    r"^(help|contact|services?|help centre|help center|contact us)$",
)
"""Navigation behind which an assistant is often kept."""

HOVERED = _any(r"互动|客服|咨询|问答|助手|服务|帮助|联系", r"help|contact|support|chat")

ASKING = _any(
    r"问题|追问|咨询|提问|想问|有问|问我|问点|尽管问|聊|想(了解|办|查)|办理的(事项|业务)|说点",
    r"描述|有什么可以|告诉我",
    r"message|\bask\b|type (a|your|here)|reply|question|write|chat|say something",
)
"""Hints that invite a question."""

INVITING = _any(r"请?(在此)?输入", r"enter|input|here")

NOT_ASKING = _any(
    r"搜索|查找|检索|关键[词字]|手机|电话|身份证|证件|密码|验证码|姓名|昵称|邮箱|评论|意见",
    r"建议|反映|留言|标题|主题|地址|账号|用户名|感受|看法|内容摘要|查询码|编号|来信",
    r"search|keyword|e-?mail|phone|password|captcha|name|comment|subject|title|address|zip",
)

CHAT_NAMES = _any(
    r"chat|\bmsg|message|\bim\b|im-|\bbot\b|bot-|-bot|robot|conversation|assistant",
    r"composer|dialogue",
    r"webchat|messenger|kefu|znkf|znwd|\bqa-|talk|sender|deep-chat|copilot",
)
"""Names in markup around a chat composer."""

FORM_NAMES = _any(
    r"search|comment|mailbox|letter|liuyan|pinglun|guestbook|feedback|survey|login",
    r"register|subscribe|newsletter",
)

GREETING = _any(
    r"(您好|你好|hi|hello).{0,30}(我是|这里是|欢迎|可以帮|帮您|帮你|为您|为你|效劳)",
    r"我是.{0,14}(客服|助手|助理|机器人|小|AI|智能)",
    r"(有什么|什么问题|请问).{0,6}(可以|能).{0,4}(帮|为)|为您(服务|解答)",
    r"随时.{0,4}(问|咨询)我|(您|你)可以.{0,8}(描述|输入|问我|说出)",
    r"请.{0,6}(输入|回复|写下|描述|说出|提出|讲).{0,8}(问题|需求|事项|业务|咨询)",
    r"(您|你)?(想|要)(问|办|了解)(什么|点什么|啥|哪)|(尽管|直接)(问|提问|输入)|olá|how can we help",
    r"猜您?想问|大家都在问|热门问题|常见问题|您可以这样问|转人工|换一(批|换)",
    r"how (can|may) i help|i('| a)m .{0,30}(assistant|bot)|ask me",
)
"""What an assistant says of itself before it is asked."""

PUBLIC = _any(
    r"网友|跟帖|楼主|弹幕|嘉宾|主持人|发表评论|评论区|(正在|视频|图文|现场)直播|直播(中|间)",
    r"\d人?(正在|在)?(观看|围观|参与讨论)|(赞|回复|顶|踩)\s*[(（]\d+[)）]|讨论区|留言区|论坛|发帖",
    r"\d+ (comments|replies|viewers|watching)|leave a comment",
)
"""Said around an entry that speaks to the public, not to an assistant."""

SURVEY = _any(
    r"满意(吗|度)|问卷|调查|感谢(您|你)?的?(评价|反馈|参与)|(意见|建议)(和|与|或|、)?(反馈|建议)",
    r"how satisfied|your feedback|rate your|survey",
)
"""Said around a box that wants an opinion, not a question."""

STEPS = _any(r"\b\d+ (of|/) \d+\b|第\s*[\d一二三四五]+\s*步|step \d")
"""A form of one field at a time."""

_NOT_WARNED = r"(?:^|[\s，。；！？,;.!?])(?:(?!勿|不要|不得|避免|严禁|禁止)[^\s，。；！？,;.!?])*?"
"""The beginning of a clause that forbids nothing: assistants ask not to be told who one is."""

ASKED_FOR_PERSON = _any(
    _NOT_WARNED + r"(输入|填写|提供|留下|告知|告诉我们?)(您|你|一下)?的?.{0,6}"
    r"(姓名|名字|称呼|手机|电话|联系方式|身份证|证件号|邮箱|住址)",
    r"(预约|申请|投诉|联系|办理)人的?(姓名|电话|信息)",
    r"what is your (name|e-?mail)|your (full )?name",
)
"""Whatever is written next would be taken for it."""

PERSONAL = _any(
    r"姓名|称呼|手机|电话|联系方式|邮箱|身份证|证件|地址|标题|主题|验证码",
    r"\bname|phone|mobile|e-?mail|address|subject|captcha",
)
"""Asked for beside a written message; an assistant asks for one thing only."""

WRITTEN_FORM = _any(
    r"验证码|领导信箱|市长信箱|发表评论|网友评论|意见反馈",
    r"我要(写信|留言|咨询|提问|投诉|建议)|写信|来信|提交成功|留言(板|标题|内容)",
    r"(工作日|天)内(回复|答复|办结|办理)|受理编号|公开(答复|回复)|待审核|审核后(显示|公开)",
    r"密码",
    r"leave a (message|comment)|your e-?mail|will (reply|respond) within",
)

SENDS = _any(
    r"^(立即|点击)?(发送|送出)(消息|问题|提问|讯息)?([(（].{1,12}[)）])?$|^send(message)?$",
    r"^提交问题$|^问$|^发问$|^问一问$|^ask$",
)
ASKS = _any(
    r"^(提问|我?要?提问|我要问|咨询|立即咨询|提交|确定|确认|询问|问一下|搜答案|submit|go|ok)"
    r"(enviar|send|submit)?$",
)
"""Buttons that send in an assistant and post in a form: pressed only in the former."""

SEND_NAMES = _any(r"send|fasong|submit|paper-?plane|\bgo\b|enter|arrow-?up|发送|提交")
NO_SEND_NAMES = _any(
    r"upload|file|attach|emoji|face|smile|voice|mic|record|clear|close|menu|more|plus|add",
    r"image|photo|history|setting|语音|附件|表情|图片|清空|关闭|更多|录音|转人工|stop",
)
POSTS = _any(
    r"发表|发布|留言|评论|提交(咨询|留言|评论|信件|意见|反馈)?$|^提问$|我要(提问|咨询)",
    r"写信|寄出|publish|post ?(comment)?$|submit",
)
"""Buttons that put something before the public or into an office's in-tray: never pressed."""

DISMISSES = _any(
    r"^(我?(已)?(知道了|知晓|了解|阅读)|好的?|确定|确认|关闭|跳过|暂不(需要|更新|开启)?|取消|以后再说|同意|我同意|接受|全部接受|进入(首页|网站|官网)?|重新(进入|连接|开始)|继续(咨询|会话|对话)?|×|✕|✖|x)$",
    r"^(ok|got it|accept( all)?|agree|close|dismiss|skip|no thanks|later)$",
)
DISMISS_NAMES = _any(r"\bclose\b|close-|-close|dismiss|guanbi|关闭")

CHOICES = _any(
    r"请?(先)?选择|所在(地区|城市|区域)|切换(区域|地区|站点)|您(的|是)(身份|类型)",
    r"服务(对象|类型)|select|choose|which (city|region|area)",
)
FIRST_CHOICE = _any(
    r"^(市本级|省本级|本级|全市|全省|市级|省级|个人(服务|办事|用户)?|自然人|我是个人|群众|公众|默认|开始(咨询|对话|提问|使用)?|立即(咨询|体验|使用|提问)|进入(咨询|对话|问答)?|继续|去咨询|智能(客服|问答|咨询))$",
    r"^(我?已?(阅读并)?)?同意(并(继续|进入|使用|开始))?([(（].{0,8}[)）])?$",
    r"^(start|continue|begin|individual|citizen|next|i agree|accept|agree( and continue)?)$",
    r"^(中文|english)$",
)

AGREES = _any(r"(阅读|知晓|了解|知悉).{0,12}(同意|遵守)|同意|i (have read|agree)")
"""Beside a box to tick before an assistant may be used."""

SPEAKING = _any(r"按住.{0,2}说话|按住.{0,3}(讲话|录音)|hold to (talk|speak)")
KEYBOARD = _any(r"keyboard|jianpan|\bkb\b|键盘|文字输入|切换(到)?(文字|键盘)|打字")
"""Turns an assistant that listens into one that can be written to."""

LOGIN = _any(
    r"(请|需要?).{0,4}(先)?(登录|登陆)|统一身份认证|用户登录|账号登录|密码登录|扫码登录",
    r"实名(认证|登录)|log ?in|sign ?in",
)
APP_ONLY = _any(
    r"(扫码|扫一扫|扫描|微信扫|支付宝扫).{0,24}(体验|使用|咨询|下载|打开|进入|访问|关注)",
    r"(下载|打开|安装|使用|前往|通过|登录).{0,14}(APP|客户端|小程序).{0,16}(体验|使用|咨询|提问|问答|办理|查看)",
    r"(请|仅|只)(支持)?(在|用|使用).{0,8}(手机|微信|移动端|APP|小程序).{0,8}(打开|使用|访问|体验)",
    r"(scan|download).{0,30}(app|qr)",
)
CAPTCHA = _any(
    r"(拖动|滑动|点击).{0,8}(滑块|验证|拼图)|安全验证|人机(身份)?验证|请完成.{0,6}验证",
    r"are you (a )?human|verify you are|captcha",
)
CAPTCHA_SOURCES = _any(r"recaptcha|hcaptcha|geetest|turnstile|captcha|yidun|waf\.tencent")
BLOCKED = _any(
    r"访问(被|已被)(拒绝|阻断|拦截|禁止)|请求(被|已被)(拦截|阻断)|异常(访问|流量)|拒绝访问",
    r"您的(访问|请求)(存在|可能).{0,6}(威胁|攻击|风险)|access denied|forbidden",
    r"request blocked|unusual traffic",
)

ERROR_REPLY = _any(
    r"(系统|服务器?|网络|接口|服务|后台|程序)(内部)?(出?错|错误|异常|繁忙|故障|超时|开小差|不可用|正在维护|维护中)",
    r"(出错|出现错误|出了点(小)?问题|请求失败|连接(失败|中断|超时)|发送失败|加载失败|服务暂不可用|暂时无法(提供服务|连接))",
    r"(internal|server|network) error|something went wrong|request failed",
    r"service unavailable|failed to fetch|error code|^\s*\{?\"?error",
    r"\b(500|502|503|504)\b.{0,20}(error|bad gateway|unavailable)",
)
"""The backend failed and the widget says so; only short replies are read this way."""
