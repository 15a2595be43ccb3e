"""Words that say how something is asked, not what about, in twelve languages: two questions that share only these share nothing."""

_ENGLISH = """a about after all also already am an and another any anybody anyhow anyone anything are around as ask asking at away be because been
before being best better but by can cant could couldnt cause cos did didnt do does doesnt doing done dont each else even ever every exactly
fine find for from get gets getting give go going gonna good got guys had has have havent having hello help hello her here hey hi him his how
hows i id if ill im in into is isnt it its ive just kind know let like little lot make makes many may maybe me mean might more most much must my
need needed needs never nice no nobody none not nothing now of off oh ok okay on one only or other our out over own people perhaps please pls plz
possible problem question questions quick quickly quite re really right same say see seem seems she should show so some somebody someone something sorry still
such sure tell than thank thanks that thats the their them then there theres these they thing things think this those though to today too tried
try trying u ur use used using usually very want wanted wants was way ways we well were what whats when where wheres which while who whom whos why
will wish with without wondering wont would wouldnt yes yet you your youre hope stuff works work working worked doesn don isn won ll ve didn couldn up says said idea ideas please someones anyones hows whats gives advice tips suggestion suggestions recommend
way hi all work fix wrong trouble issue issues new old first last long"""
_GERMAN = """aber alle allem allen alles als also am an andere auch auf aus bei beim bin bis bisschen bitte brauche da dafür damit danach dann daran darauf das dass
dein deine dem den denn der des dich die diese diesem diesen dieser dieses dir doch dort du durch eigentlich ein eine einem einen einer eines einfach er es etwas euch
euer für ganz gar geht gehts genau gerade gern gibt gibts gut hab habe haben habt hallo hat hatte hätte hey hi hier hilfe ich ihm ihn ihr ihre im immer in irgendwas irgendwie
irgendwo ist ja jede jeder jemand jemanden jetzt kann kannst kein keine keinen können könnte könnt leute machen mache macht mal man mehr mein meine meinem meinen meiner mich mir mit möchte müssen muss nach nein nicht nichts nie
noch nun nur ob oder ohne problem schon sehr sein seine seit sich sie sind so sollte sonst tipp tipps über um und uns unser unsere viel vielleicht vom von vor war
warum was weiß welche welchem welchen welcher welches wem wen wenn wer werde werden weshalb wie wieso will wir wird wo wohl wohin woher würde zu zum zur bekomme bekommt kennt frage"""
_SPANISH = """a al algo alguien algún alguna alguno alguna ante antes aquí así aún ayuda bien buenas bueno cada casi como cómo con cosa cual cuál cuales cualquier cuando cuándo cuanto cuánto
cuánta de del desde donde dónde dos el él ella ellos en entonces entre era eres es esa ese eso esta está estaba están estar este esto estoy fue gracias ha haber había hace hacer
hago hay han he hola igual ir la las le les lo los más me mi mis mucho muy nada nadie ni no nos nuestra nuestro o os otra otro para pero podéis podría poder por porque por qué pregunta puede puedo pueden pues que qué quien quién quiero
sabe saben se sea según ser si sí sido sin sobre solo sólo son soy su sus también tan tanto te tengo tenéis tiene tienen todo todos tu tú un una uno unos usted va vale vez voy vosotros ya yo problema forma manera ayudar ayudarme ayúdame posible puede alguien favor"""
_PORTUGUESE = """a agora ai aí ainda algo alguém algum alguma alguns antes ao aos as até boa bom cada coisa com como da daqui das de dela dele deles depois do dos e é ela ele eles em então era essa esse está estão estar este eu
existe faço fazer favor foi for fui gente há isso isto já jeito la lá lhe mais mas me mesmo meu meus minha muito na nada não nas nem ninguém no nos nós nossa nosso num numa o obrigado oi olá onde os ou outra outro para pela pelo pergunta pode podem
poderia posso por porque pra pro problema qual quais qualquer quando quanto que quê quem quer quero sabe sabem são se sei sem ser seu seus sim só sobre sou sua também te tem têm tenho ter toda todo tudo tá tô um uma vai você vocês vou ajuda ajudar consigo"""
_FRENCH = """a à ai aide aider alors après as au aucun aussi autre aux avant avec avez avoir avons bien bonjour bonsoir c ça car ce cela ces cet cette chez chose comme comment d dans de déjà depuis des deux dit dois donc dont du elle elles en encore est
et était été être eu eux fait faire faut il ils j je l la là le les leur lui m ma mais me même merci mes mettre moi mon n ne ni non nos notre nous on ont ou où par pas pendant personne peu peut peux peuvent plus plutôt pour pourquoi pouvez près problème puis
qu quand que quel quelle quelles quelqu quels question qui quoi s sa sais sait salut sans se sera ses si son sont sous sur svp t ta tant te tes toi ton tous tout toute toutes très trop tu un une va vais vers veux voir vos votre vous vraiment y moyen façon maider aider pourrait aidez possible"""
_RUSSIAN = """а без бы был была были было быть в вам вас вдруг весь во вообще вопрос вот все всё всем всех вы где да давно даже для до его ее её если есть еще ещё ж же за здесь здравствуйте знает знаете знаю и из или им их к как какая какие какой каком какую как-то ко когда
кого кому кто куда ли лучше мне меня мной мог может могу мои мой моя можно мы на надо нам нас наш не него нее нельзя нет ни нибудь никак никто ничего но ну нужно о об он она они оно опять от очень по под пока помогите помочь помощь понять после почему поэтому при привет про проблема просто с
сам свой себе себя сейчас сколько со совсем спасибо так такая такие такое такой там тебя тем теперь то тогда того тоже только том тот тут ты у уже хочу чего чем что чтобы это этого этой этом этот эту эти я подскажите подскажет ребята народ делать сделать работает получается"""
_TURKISH = """acaba ama ancak artık aslında az bana bazı belki ben beni benim bi bile bilen bilir bilmiyorum bir biraz biri birisi biz bizim böyle bu buna bunda bundan bunlar bunu bunun burada çok çünkü da daha de değil demek diye diğer en fakat falan gibi göre hala hâlâ hangi hangisi hani
hem hep her hiç için ile ilgili ise işte ister istiyorum kadar kez ki kim kime kimse lazım lütfen mi mı mu mü misiniz musunuz mıyım miyim nasıl ne neden nedir nerede nereden neler nereye niye olan olarak oldu olmak olsun olur oluyor olabilir on onlar onu onun orada oysa sanki selam merhaba sen seni senin
siz sizin sonra soru sorun şey şeyi şimdi şu tüm var var mı ve veya ya yada yani yapmak yapabilirim yapılır yapıyor yapıyorsunuz yardım yok yoksa zaman edebilirim ediyor etmek edilir gerek gerekiyor arkadaşlar fikri olan edebilir edebilecek edebiliyor edebilecek biri yapabilir mümkün yaptım yapmalıyım"""
_ARABIC = """في من على الى إلى عن مع هل ما ماذا كيف لماذا متى اين أين كم اي أي هذا هذه ذلك تلك هناك هنا هو هي هم نحن انا أنا انت أنت انتم كان كانت يكون تكون لا لم لن ليس ليست نعم او أو ثم قد لقد كل بعض غير عند عندي لدي لديكم بعد قبل حتى اذا إذا ان أن إن لان لأن
لكن ولكن يا احد أحد شخص شيء مشكلة سؤال ممكن يمكن يمكنني استطيع أستطيع اريد أريد بدي كيفية طريقة افضل أفضل شو ليش وين مين لو سمحت سمحتم مرحبا السلام عليكم شكرا احتاج أحتاج مساعدة يعرف تعرفون حدا كيفكم هلق الان الآن جدا فقط ايضا أيضا التي الذي الذين يوجد فيه فيها به بها له لها لي لنا"""
_PERSIAN = """از با به در را رو که و یا تا برای این آن اون من تو او ما شما ها های هم هست است بود بوده باشد باشه شد شده می نمی کن کنم کنید کنه کنیم کرد کردم کرده کردن چی چه چرا چطور چطوری چجوری چگونه کجا کی کدام کدوم آیا اگر اگه ولی اما پس هر همه هیچ خیلی فقط دیگه دیگر یک یه دارم دارد داره دارید داری دارین ندارم
میشه می‌شه می‌شود نمیشه نمی‌شه باید شاید بهتر بهترین کسی کس سلام ممنون مرسی لطفا لطفاً کمک سوال سؤال مشکل میخوام می‌خوام میدونه می‌دونه میدونید راه راهی روش بعد قبل الان روی توی تو برا واسه خود خودم خودش اینجا اونجا نیست نبود"""
_HINDI = """का की के को में से पर ने है हैं हूँ हूं था थी थे हो होता होती होते होगा होगी क्या कैसे क्यों कब कहाँ कहां कौन कौनसा कितना कितने किस किसी कोई कुछ यह ये वह वो इस उस इसे उसे मैं मैंने मुझे मुझको मेरा मेरी मेरे हम हमें हमारा आप आपको आपका तुम और या तो भी ही कि जो जब तब अगर लेकिन पर एक नहीं न ना मत हाँ जी अब अभी फिर सब बहुत बस
कर करें करूं करूँ करना करने करके किया कर रहा रही रहे सकता सकती सकते सकूँ चाहिए चाहता बताओ बताइए बताएं बता दो पता मदद सवाल समस्या कृपया धन्यवाद नमस्ते भाई लोग तरीका लिए साथ बाद पहले गया गई जाता जाती जाए
ka ki ke ko mein me se par pe ne hai hain hu hoon tha thi the ho hota hoti hoga kya kaise kese kyu kyun kab kaha kahan kaun kaunsa kitna kitne kis kisi koi kuch kuchh yeh ye woh wo is us mai main maine mujhe mera meri mere hum aap aapko aapka tum aur ya to toh bhi hi ki jo jab agar lekin ek nahi nahin na mat
haan ji ab abhi phir sab bahut bas kar karu karun karna karne karke kiya raha rahi rahe sakta sakte sakti chahiye chahie batao bataye bata do pata madad sawal problem please bhai log tarika liye saath baad pehle gaya gayi jata jati jaye yaar"""
_CHINESE = """怎么 什么 为什 么办 如何 可以 能不 不能 有没 没有 有人 人知 知道 道怎 请问 大家 一下 这个 那个 哪个 哪里 哪些 是不 不是 是否 还是 的话 我的 我想 想要 要怎 么样 怎样 办法 问题 个问 谢谢 现在 已经 应该 需要 谁知 谁能 帮忙 一个 各位
麽 甚麼 怎麼 什麼 為什 可不 不可 以吗 吗谢 了吗 有吗 才能 么才 样才 么用 么做 做吗 推荐 的人"""
_JAPANESE = """方法 教え 質問 問題 何か 誰か 場合 今日 皆さ 知っ 思い 必要 出来 分か 使い"""

SMALL = frozenset(
    " ".join(
        (
            _ENGLISH,
            _GERMAN,
            _SPANISH,
            _PORTUGUESE,
            _FRENCH,
            _RUSSIAN,
            _TURKISH,
            _ARABIC,
            _PERSIAN,
            _HINDI,
            _CHINESE,
            _JAPANESE,
        )
    ).split()
)
"""As they are written; `likeness` folds them as it folds a text."""
